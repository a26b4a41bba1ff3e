import { mkdir, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { haproxyCfg, mapText, type RenderedConfig } from '../core/rendered-config.js';
import { Failure, messageOf } from './failure.js';
import { emptyServerStateFile } from './server-state.js';

export const configFile = 'haproxy.cfg';
const serverStateName = 'server-state';

/** A folder that holds a rendered configuration and nothing else. Its files are for HAProxy's user only. */
export interface ConfigFolder {
  readonly path: string;
  /**
   * Makes the folder hold this configuration: every file is either the old or the new one, files that did not change
   * are not touched, files that are no longer wanted go. Failure FileFailed.
   */
  write(config: RenderedConfig): Promise<void>;
  /** Replaces the server state file. Failure FileFailed. */
  writeServerState(text: string): Promise<void>;
}

/** Returns the folder, made empty: what an earlier process left there is not to be trusted. Failure FileFailed. */
export async function createConfigFolder(path: string): Promise<ConfigFolder> {
  await step(path, async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
  });
  await replaceFile(path, serverStateName, emptyServerStateFile);
  const written = new Map<string, string>();
  return {
    path,
    write: async (config) => {
      const wanted = filesOf(config);
      for (const [name, text] of wanted) {
        if (written.get(name) === text) continue;
        await replaceFile(path, name, text);
        written.set(name, text);
      }
      for (const name of written.keys()) {
        if (wanted.has(name)) continue;
        await step(join(path, name), () => rm(join(path, name), { force: true }));
        written.delete(name);
      }
    },
    writeServerState: (text) => replaceFile(path, serverStateName, text),
  };
}

/** haproxy.cfg comes last: until then the one that is there finds every file it names. */
function filesOf(config: RenderedConfig): ReadonlyMap<string, string> {
  return new Map([
    ...config.files,
    ...config.certificates,
    ...config.maps.map((map) => [map.name, mapText(map)] as const),
    [configFile, haproxyCfg(config)],
  ]);
}

async function replaceFile(folder: string, name: string, text: string): Promise<void> {
  const path = join(folder, name);
  await step(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    await writeFile(`${path}.new`, text, { mode: 0o600 });
    await rename(`${path}.new`, path);
  });
}

async function step(path: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    throw new Failure({ _tag: 'FileFailed', path, detail: messageOf(error) });
  });
}
