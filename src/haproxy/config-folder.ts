import { mkdir, open, readdir, rename, rm, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { haproxyCfg, mapText, type RenderedConfig } from '../core/rendered-config.js';
import { Failure, messageOf } from './failure.js';
import { oneAtATime } from './one-at-a-time.js';
import { emptyServerStateFile } from './server-state.js';

export const configFile = 'haproxy.cfg';
const serverStateName = 'server-state';

/** A folder that holds a rendered configuration and nothing else. Its files are for HAProxy's user only. */
export interface ConfigFolder {
  readonly path: string;
  /**
   * Makes the folder hold this configuration: every file is either the old or the new one, files that did not change
   * are not touched, files that are no longer wanted go. Nothing is changed before all that is new has found a place, so
   * that a full disk leaves a configuration HAProxy can start with. Failure FileFailed.
   */
  write(config: RenderedConfig): Promise<void>;
  /**
   * Replaces the server state file, which HAProxy reads when a worker starts. Failure FileFailed: the file says nothing
   * then. To say nothing needs no space.
   */
  writeServerState(text: string): Promise<void>;
}

/** Returns the folder, made empty: what an earlier process left there is not to be trusted. Failure FileFailed. */
export async function createConfigFolder(path: string): Promise<ConfigFolder> {
  await step(path, async () => {
    await mkdir(path, { recursive: true, mode: 0o700 });
    for (const name of await readdir(path)) await rm(join(path, name), { recursive: true });
  });
  const replace = async (name: string, text: string) => {
    await stage(path, new Map([[name, text]]));
    await commit(path, name);
  };
  await replace(serverStateName, emptyServerStateFile);
  const written = new Map<string, string>();
  // Two that are written at once would take each other's file away.
  const exclusively = oneAtATime();
  return {
    path,
    write: async (config) => {
      const wanted = filesOf(config);
      const changed = new Map([...wanted].filter(([name, text]) => written.get(name) !== text));
      await stage(path, changed);
      for (const [name, text] of changed) {
        await commit(path, name);
        written.set(name, text);
      }
      for (const name of written.keys()) {
        if (wanted.has(name)) continue;
        await step(join(path, name), () => rm(join(path, name), { force: true }));
        written.delete(name);
      }
    },
    writeServerState: (text) =>
      exclusively(async () => {
        try {
          await replace(serverStateName, text);
        } catch (thrown) {
          await emptyServerState(path);
          if (text !== emptyServerStateFile) throw thrown;
        }
      }),
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

const suffix = '.new';

/** Writes files beside those that they are to replace; all of them or none. */
async function stage(folder: string, files: ReadonlyMap<string, string>): Promise<void> {
  try {
    for (const [name, text] of files) {
      const path = join(folder, name);
      await step(path, async () => {
        await mkdir(dirname(path), { recursive: true, mode: 0o700 });
        await writeFile(path + suffix, text, { mode: 0o600 });
      });
    }
  } catch (thrown) {
    for (const name of files.keys()) await rm(join(folder, name) + suffix, { force: true }).catch(() => {});
    throw thrown;
  }
}

/** Puts a staged file in its place. */
async function commit(folder: string, name: string): Promise<void> {
  const path = join(folder, name);
  await step(path, () => rename(path + suffix, path));
}

/** In place, where there is room for it. */
async function emptyServerState(folder: string): Promise<void> {
  const path = join(folder, serverStateName);
  await step(path, async () => {
    const file = await open(path, 'r+');
    try {
      await file.write(emptyServerStateFile, 0);
      await file.truncate(emptyServerStateFile.length);
    } finally {
      await file.close();
    }
  });
}

async function step(path: string, work: () => Promise<void>): Promise<void> {
  await work().catch((error: unknown) => {
    throw new Failure({ _tag: 'FileFailed', path, detail: messageOf(error) });
  });
}
