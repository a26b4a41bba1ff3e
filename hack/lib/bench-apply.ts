// What `hack/bench apply` measures, in a network of its own (isolated.sh): bench-apply.ts SIZES RUNS VERSION=HAPROXY… FOLDER
import { mkdir } from 'node:fs/promises';
import { get } from 'node:http';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { benchDns } from './bench-dns.js';
import { originConfig, serve } from './bench-haproxy.js';
import {
  type Answered,
  type BenchProxy,
  benchProxy,
  cpuSeconds,
  proxyPorts,
  residentMemory,
} from './bench-proxy.js';
import { median } from './bench-routing-configs.js';

/** Milliseconds between changes: longer than RELOAD_MIN_INTERVAL and DEBOUNCE, which are no time that applying takes. */
const quiet = 700;
const patience = 60_000;

/** The task of all services. */
const app = { address: '127.0.1.1', port: 8000 } as const;

const [sizes = '', runs = '', ...rest] = process.argv.slice(2);
const folder = rest.at(-1) ?? '';
const haproxys = rest.slice(0, -1).map(versionAndPath);

const dns = await benchDns('127.0.0.11', () => [app.address]);
const origin = await serve(
  haproxys[0]?.path ?? '',
  await folderOf('origin'),
  originConfig(`${app.address}:${app.port}`),
);
row('HAProxy', 'services', 'change', 'plan', 'applied ms', 'worst', 'then 200 ms', 'Waggle MB', 'HAProxy MB');
row('---', '---:', '---', '---', '---:', '---:', '---:', '---:', '---:');
for (const haproxy of haproxys) for (const size of sizes.split(',').map(Number)) await measure(haproxy, size);
await origin.stop();
dns.close();

async function measure({ version, path }: HaproxyOf, size: number): Promise<void> {
  const proxy = benchProxy(path, await folderOf(`${version}-${size}`), { LOG_LEVEL: 'warn' });
  let services = Array.from({ length: size }, (_, number) => service(number));
  const report = async (what: string, changes: readonly Change[]) =>
    row(version, String(size), what, ...figures(changes), ...(await memory(proxy)));
  const change = async (next: Parameters[], asked: Parameters | undefined) => {
    services = next;
    const made = await apply(proxy, services, asked);
    await sleep(quiet);
    return made;
  };
  await proxy.start();
  await sleep(quiet);
  await report('all, from nothing', [await change(services, services.at(-1))]);
  const rested = await untilAtRest(proxy);
  await report('then rests', [{ took: rested, how: '', then200: 0 }]);

  const turns = Array.from({ length: Number(runs) }, (_, run) => run);
  const paths: Change[] = [];
  for (const run of turns) {
    const at = Math.floor((size * run) / turns.length);
    const moved = { ...service(at), servicePath: `/moved-${run}` };
    paths.push(await change(services.with(at, moved), moved));
  }
  await report('path of one', paths);

  const added: Change[] = [];
  const removed: Change[] = [];
  for (const run of turns) {
    const fresh = service(size + run);
    added.push(await change([...services, fresh], fresh));
    removed.push(await change(services.slice(0, size), services[0]));
  }
  await report('one more', added);
  await report('one less', removed);

  const timeouts: Change[] = [];
  for (const run of turns) {
    const slower = { ...service(size - 1), timeoutServer: String(100 + run) };
    timeouts.push(await change(services.with(size - 1, slower), slower));
  }
  await report('time-out of one', timeouts);

  const all: Change[] = [];
  for (const run of turns.slice(0, 3)) {
    const next = services.map((one) => ({ ...one, servicePath: `/all-${run}` }));
    all.push(await change(next, next.at(-1)));
  }
  await report('path of all', all);

  await proxy.stop();
  const from = performance.now();
  const started = proxy.start();
  const answered = until200(services.at(-1)).then(() => performance.now() - from);
  await Promise.all([started, answered]);
  await report('start from disk', [{ took: await answered, how: 'start', then200: 0 }]);
  await proxy.stop();
}

/** Returns how long Waggle goes on working, in ms: names that have just come are looked up and handed over. */
async function untilAtRest(proxy: BenchProxy): Promise<number> {
  const { waggle } = await proxy.processes();
  const from = performance.now();
  for (let before = await cpuSeconds(waggle); performance.now() - from < patience; ) {
    await sleep(1000);
    const now = await cpuSeconds(waggle);
    if (now - before < 0.1) break;
    before = now;
  }
  return performance.now() - from;
}

interface Change {
  /** The plan, and the reasons for a reload. */
  readonly how: string;
  /** ms until HAProxy had it. */
  readonly took: number;
  /** ms from then until the service asked for answered; a new one has to be found by its name. */
  readonly then200: number;
}

async function apply(
  proxy: BenchProxy,
  services: readonly Parameters[],
  asked: Parameters | undefined,
): Promise<Change> {
  const { status, outcome, took }: Answered = await proxy.put(snapshotOf(services));
  if (status !== 200 || outcome.problems.length > 0)
    throw new Error(`${JSON.stringify(outcome)}\n${proxy.said()}`);
  const from = performance.now();
  await until200(asked);
  // Why a change could not be made at run time is what one would look for in the log.
  const words = outcome.reasons.map(({ kind, detail }) =>
    kind === 'runtime_failed' ? `${kind} (${detail})` : kind,
  );
  const how = [outcome.kind, ...new Set(words)].join(' ');
  return { how, took, then200: performance.now() - from };
}

function service(number: number): Parameters {
  return {
    serviceName: `service-${number}`,
    port: String(app.port),
    servicePath: `/path-${number}/`,
    serviceDomain: `host-${number}.example.com`,
  };
}

async function until200(asked: Parameters | undefined): Promise<void> {
  if (asked === undefined) return;
  for (const end = performance.now() + patience; performance.now() < end; await sleep(5))
    if ((await statusOf(asked)) === 200) return;
  throw new Error(`${JSON.stringify(asked)} does not answer`);
}

function statusOf({ serviceDomain = '', servicePath = '' }: Parameters): Promise<number> {
  const to = { host: '127.0.0.1', port: proxyPorts.http, path: servicePath, agent: false } as const;
  return new Promise((resolve) => {
    const request = get({ ...to, headers: { host: serviceDomain }, timeout: 1000 }, (response) => {
      response.resume();
      resolve(response.statusCode ?? 0);
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(0));
  });
}

function figures(changes: readonly Change[]): readonly string[] {
  const took = changes.map((change) => change.took);
  const then200 = median(changes.map((change) => change.then200));
  const hows = [...new Set(changes.map(({ how }) => how))].join(', ');
  return [hows, median(took).toFixed(0), Math.max(...took).toFixed(0), then200.toFixed(0)];
}

async function memory(proxy: BenchProxy): Promise<readonly string[]> {
  const { waggle, haproxy } = await proxy.processes();
  const ofHaproxy = haproxy.reduce((sum, pid) => sum + residentMemory(pid), 0);
  return [residentMemory(waggle).toFixed(0), ofHaproxy.toFixed(0)];
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}

async function folderOf(name: string): Promise<string> {
  const path = join(folder, name);
  await mkdir(path, { recursive: true });
  return path;
}

interface HaproxyOf {
  readonly version: string;
  readonly path: string;
}

function versionAndPath(text: string): HaproxyOf {
  const [version = '', path = ''] = text.split('=');
  return { version, path };
}
