import { mkdir, mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { vi } from 'vitest';
import type { Parameters } from '../../../src/core/parameters/parameters.js';
import type { RenderedConfig } from '../../../src/core/rendered-config.js';
import { isEarly, parseServerStates } from '../../../src/haproxy/server-state.js';
import { type Bench, openBench } from '../../support/haproxy-bench.js';
import type { HaproxyVersion } from '../../support/haproxy-versions.js';
import { serveCase } from '../../support/serve-case.js';
import type { CaseFile } from './case-file.js';
import { fileText } from './certificate-for.js';
import { entryPlaces, filled, type Places } from './places.js';
import type { World } from './world.js';

/** A proxy with its HAProxy: reads what a case gives it, applies it, and is ready when its servers have addresses. */
export interface CaseProxy {
  readonly places: Places;
  /** Serves services under settings and returns the problems, `service parameter` each. */
  serve(input: ProxyInput): Promise<readonly string[]>;
  /** Reads everything again, and reloads HAProxy whether that is needed or not. */
  reload(): Promise<void>;
  /** Writes files and reads everything again. */
  write(files: Readonly<Record<string, CaseFile>>): Promise<void>;
  /** Lines that HAProxy has said since the last `serve`. */
  said(): readonly string[];
  /** Service → whether its servers are health-checked. */
  isChecked(service: string): Promise<boolean>;
  close(): Promise<void>;
}

export interface ProxyInput {
  readonly services: readonly Parameters[];
  readonly settings: Readonly<Record<string, string>>;
  readonly files: Readonly<Record<string, CaseFile>>;
  /** Settings that are not given here, not even with the values that are usual in these tests. */
  readonly removed: readonly string[];
}

/** What a proxy here has to be told, whatever the case. */
const usual: Readonly<Record<string, string>> = {
  DEFAULT_PORTS: '<http>,<https>:ssl',
  RESOLVERS: 'nameserver dns 127.0.0.1:<dns>',
  CERTS_DIR: '<folder>/certs',
  SECRETS_DIR: '<folder>/secrets',
  ERRORFILES_DIR: '<folder>/errorfiles',
  STATE_DIR: '<folder>/state',
};

const waiting = { timeout: 10_000, interval: 10 };

export async function openCaseProxy(version: HaproxyVersion, world: World): Promise<CaseProxy> {
  const bench = await openBench(version, { resolve: world.dns.resolve });
  const folder = await mkdtemp(join(tmpdir(), 'waggle-case-'));
  const places: Places = new Map([
    ...world.places,
    ...(await entryPlaces()),
    ['dns', String(world.dns.port)],
    ['folder', folder],
  ]);
  let input: ProxyInput = { services: [], settings: {}, files: {}, removed: [] };
  let config: RenderedConfig | undefined;
  let saidBefore = 0;
  let reloads = 0;

  const read = async () => {
    const given = Object.entries(usual).filter(([name]) => !input.removed.includes(name));
    const env = Object.fromEntries(given.map(([name, text]) => [name, filled(text, places)]));
    return await serveCase(input.services, { ...env, ...input.settings });
  };
  const apply = async (wanted: RenderedConfig) => {
    config = wanted;
    await bench.apply(wanted);
    if (!input.removed.includes('RESOLVERS')) await settled();
  };
  const settled = async () => {
    const wanted = new Map<string, readonly string[]>();
    for (const { backend, hostname, servers } of config?.discovery ?? []) {
      const there = (await world.dns.resolve(hostname)).slice(0, servers.length);
      wanted.set(backend, [...(wanted.get(backend) ?? []), ...there].sort());
    }
    await vi.waitFor(async () => {
      const known = await addressesOf(bench);
      for (const [backend, there] of wanted) {
        const has = known.get(backend) ?? [];
        if (has.join() !== there.join())
          throw new Error(`${backend} has servers at [${has.join()}] instead of [${there.join()}]`);
      }
    }, waiting);
  };
  const writeFiles = async (files: ProxyInput['files']) => {
    for (const [name, file] of Object.entries(files)) {
      const path = join(folder, name);
      await mkdir(dirname(path), { recursive: true });
      await writeFile(path, fileText(file));
    }
  };

  return {
    places,
    serve: async (given) => {
      await rm(folder, { recursive: true, force: true });
      await mkdir(folder);
      input = given;
      await writeFiles(input.files);
      saidBefore = bench.lines.length;
      const { config: wanted, problems } = await read();
      await apply(wanted);
      return problems.map(({ service, parameter }) => `${service} ${parameter}`);
    },
    reload: async () => {
      const { config: wanted } = await read();
      const [frame, ...sections] = wanted.sections;
      if (frame === undefined) throw new Error('no sections');
      reloads += 1;
      const text = `${frame.text}# reload ${reloads}\n`;
      await apply({
        ...wanted,
        sections: [{ ...frame, text }, ...sections],
        revision: `${wanted.revision}-${reloads}`,
      });
    },
    write: async (files) => {
      await writeFiles(files);
      await apply((await read()).config);
    },
    said: () => bench.lines.slice(saidBefore).map(({ message }) => message),
    isChecked: async (service) => {
      const backends = (config?.sections ?? [])
        .filter((section) => section.kind === 'backend' && section.service === service)
        .map(({ name }) => name.replace('backend ', ''));
      return (await checkedBackends(bench)).some((backend) => backends.includes(backend));
    },
    close: async () => {
      await bench.close();
      await rm(folder, { recursive: true, force: true });
    },
  };
}

/** Backend → addresses of its servers, sorted; early servers count only where HAProxy cannot find the others. */
async function addressesOf(bench: Bench): Promise<ReadonlyMap<string, readonly string[]>> {
  const known = new Map<string, readonly string[]>();
  for (const state of parseServerStates(await bench.ask('show servers state'))) {
    if (!state.resolved || isEarly(state)) continue;
    const address = state.line.split(' ')[4] ?? '';
    known.set(state.backend, [...(known.get(state.backend) ?? []), address].sort());
  }
  return known;
}

/** Backends with a server that has a check status (management guide, section 9.1, `check_status`). */
async function checkedBackends(bench: Bench): Promise<readonly string[]> {
  const [head = '', ...lines] = (await bench.ask('show stat')).replace('# ', '').split('\n');
  const place = head.split(',').indexOf('check_status');
  const rows = lines.map((line) => line.split(','));
  return rows.flatMap((row) => (row[place] && row[1] !== 'BACKEND' ? [row[0] ?? ''] : []));
}
