// What `hack/bench latency` measures, on a swarm that is there: bench-latency.ts SOCKET URL IMAGE OTHERS RUNS
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { type Client, createClient } from './bench-poll.js';
import { type App, type BenchSwarm, createBenchSwarm } from './bench-swarm.js';

/** Milliseconds of quiet before each change: longer than DEBOUNCE and RELOAD_MIN_INTERVAL. */
const quiet = 1200;

interface Measured {
  readonly what: string;
  readonly others: number;
  /** Milliseconds. */
  readonly values: readonly number[];
}

/** Docker Flow Proxy with one service, in seconds. */
const figures: readonly { readonly what: string; readonly before: string }[] = [
  { what: 'path added → 200', before: '0.12' },
  { what: 'path removed → 503', before: '0.12' },
  { what: 'task running → 200, dnsrr', before: '0.6' },
  { what: 'task running → 200, vip', before: '0.6' },
  { what: 'service removed → 503', before: '0.12' },
];

const [socket = '', url = '', image = '', others = '', runs = ''] = process.argv.slice(2);
const swarm = await createBenchSwarm(socket, image);
const client = createClient(url);
const measured: Measured[] = [];

const subject: App = { name: 'subject', paths: '/subject', endpoint: 'vip', runs: true };
let there = 0;
for (const count of new Set([1, Number(others)])) {
  await addOthers(count);
  measured.push(...(await measure(count)));
}
client.close();
print();

/** Adds routed services without tasks until there are so many, and waits until the last has its route. */
async function addOthers(count: number): Promise<void> {
  const names = Array.from({ length: count - there }, (_, i) => `other-${there + i}`);
  there = count;
  const next = names.values();
  const worker = async () => {
    for (const name of next) await swarm.create({ name, paths: `/${name}`, endpoint: 'vip', runs: false });
  };
  await Promise.all(Array.from({ length: 8 }, worker));
}

async function measure(count: number): Promise<readonly Measured[]> {
  const service = await swarm.create(subject);
  await client.until('/subject', 200); // everything before is served, too
  await sleep(5 * quiet);
  const added: number[] = [];
  const removed: number[] = [];
  for (let run = 0; run < Number(runs); run++) {
    const path = `/new-${count}-${run}`;
    added.push(await took(client, path, 200, swarm.setPaths(service, `/subject,${path}`)));
    removed.push(await took(client, path, 503, swarm.setPaths(service, '/subject')));
  }
  await swarm.remove(service);
  const dnsrr = await measureNew(swarm, { ...subject, name: 'fresh', endpoint: 'dnsrr' }, count);
  const vip = await measureNew(swarm, { ...subject, name: 'fresh', endpoint: 'vip' }, count);
  const values = [added, removed, dnsrr.running, vip.running, [...dnsrr.gone, ...vip.gone]];
  return figures.map(({ what }, i) => ({ what, others: count, values: values[i] ?? [] }));
}

async function measureNew(
  on: BenchSwarm,
  app: App,
  count: number,
): Promise<Record<'running' | 'gone', number[]>> {
  const running: number[] = [];
  const gone: number[] = [];
  for (let run = 0; run < Number(runs); run++) {
    const paths = `/fresh-${app.endpoint}-${count}-${run}`;
    await sleep(quiet);
    const service = await on.create({ ...app, name: `${app.name}-${app.endpoint}-${count}-${run}`, paths });
    const answered = await client.until(paths, 200);
    running.push(answered - (await on.runningSince(service)));
    gone.push(await took(client, paths, 503, on.remove(service)));
  }
  return { running, gone };
}

/** Milliseconds from when a change returns to the first answer with the status; asked for from before the change. */
async function took(by: Client, path: string, status: number, change: Promise<number>): Promise<number> {
  const [answered, returned] = await Promise.all([by.until(path, status), change]);
  await sleep(quiet * (1 + Math.random() / 2));
  return answered - returned;
}

function print(): void {
  const seconds = (ms: number | undefined) => (ms === undefined ? '' : (Math.max(ms, 0) / 1000).toFixed(3));
  const line = (...cells: readonly string[]) =>
    console.log(cells.map((cell, i) => (i === 0 ? cell.padEnd(28) : cell.padStart(12))).join(''));
  line('seconds', 'others', 'median', 'worst', 'DFP median');
  for (const { what, others: count, values } of measured) {
    const sorted = values.toSorted((a, b) => a - b);
    const before = count === 1 ? (figures.find((figure) => figure.what === what)?.before ?? '') : '';
    line(what, String(count), seconds(sorted[Math.floor(sorted.length / 2)]), seconds(sorted.at(-1)), before);
  }
  if (client.broken() > 0) console.log(`${client.broken()} requests met a broken connection`);
}
