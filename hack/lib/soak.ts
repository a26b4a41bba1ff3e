// What `hack/soak` does, in a network of its own (isolated.sh): soak.ts MINUTES SEED HAPROXY FOLDER
import { readdir, readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { benchCluster } from './bench-cluster.js';
import { benchProxy, openFiles, residentMemory } from './bench-proxy.js';
import { benchPusher } from './bench-pusher.js';
import { median } from './bench-routing-configs.js';
import { websocketLoad } from './churn-loads.js';
import { answerTo, differences } from './soak-compare.js';
import { createRandom } from './soak-random.js';
import { soakServices, stableService } from './soak-services.js';

/** Seconds of changes in a round. */
const restless = 5;
/** Milliseconds until everything has to be as it should be. */
const patience = 30_000;
/** Old workers keep WebSockets no longer than this. */
const hardStop = '20s';

const [minutes = '', seed = '', bin = '', folder = ''] = process.argv.slice(2);

const random = createRandom(Number(seed));
const cluster = await benchCluster();
await cluster.open('0.0.0.0');
const proxy = benchProxy(bin, folder, { LOG_LEVEL: 'warn', HARD_STOP_AFTER: hardStop });
const services = soakServices(cluster, random);
const pusher = benchPusher(proxy, services.snapshot);
const stable = { host: 'stable.example.com', path: `${stableService.servicePath}/here`, port: 80 } as const;

/** Each breaks something and mends what does not mend itself. */
const faults: Readonly<Record<string, () => Promise<void>>> = {
  none: async () => undefined,
  'worker killed': async () => kill((await haproxy()).workers.at(-1)),
  'master killed': async () => kill((await haproxy()).master),
  'waggle killed': async () => {
    await proxy.kill();
    await sleep(random.below(1_000));
    await proxy.start();
  },
  'waggle restarted': async () => {
    await proxy.stop();
    await proxy.start();
  },
  'DNS mute': () => dnsFails('mute', 500 + random.below(4_000)),
  'DNS refuses': () => dnsFails('refuse', 500 + random.below(4_000)),
};

interface Sample {
  readonly 'Waggle MB': number;
  readonly 'Waggle files': number;
  readonly 'HAProxy MB': number;
  readonly 'HAProxy files': number;
  readonly 'HAProxy processes': number;
  readonly processes: number;
}
const samples: Sample[] = [];
let failedInPeace = 0;

console.log(`seed ${seed}`);
row(
  'minute',
  'round',
  'changes',
  'services',
  'right after ms',
  'asked',
  'failed',
  'WebSockets broken',
  ...Object.keys(await sample()),
);
row('---:', '---', ...Array.from({ length: 12 }, () => '---:'));
await proxy.start();
pusher.changed();
await pusher.settled();
const startedAt = performance.now();
const minute = () => (performance.now() - startedAt) / 60_000;
while (minute() < Number(minutes)) await round(random.of(Object.keys(faults)) ?? 'none');
summary();
await pusher.stop();
await proxy.stop();
cluster.close();
process.exit(0);

async function round(fault: string): Promise<void> {
  const before = pusher.changes();
  const load = startLoad();
  const talk = websocketLoad(3, { ...stable, folder, seconds: restless });
  const breaking = sleep(random.below(restless * 1000)).then(() => faults[fault]?.());
  for (const end = performance.now() + restless * 1000; performance.now() < end; ) {
    services.change();
    pusher.changed();
    await sleep(random.below(random.below(4) === 0 ? 800 : 100));
  }
  await breaking;
  const from = performance.now();
  await pusher.settled();
  await untilRight();
  const right = performance.now() - from;
  const { asked, failed } = await load.stop();
  const { failed: broken } = await talk;
  if (!/killed|restarted/.test(fault)) failedInPeace += failed + broken;
  const now = await sample();
  samples.push(now);
  const figures = Object.values(now).map((value) => Number(value).toFixed(0));
  const counts = [pusher.changes() - before, services.parameters().length, right, asked, failed, broken];
  row(minute().toFixed(1), fault, ...counts.map((count) => count.toFixed(0)), ...figures);
}

/** Compares again and again: names are found within seconds. */
async function untilRight(): Promise<void> {
  const end = performance.now() + patience;
  for (;;) {
    const found = await differences(services);
    if (found.length === 0) return;
    if (performance.now() > end) {
      console.log(found.join('\n'));
      console.log(JSON.stringify(services.parameters(), undefined, 1));
      console.log(proxy.said());
      process.exit(1);
    }
    await sleep(100);
  }
}

/** Two clients that ask the stable service one request after the other. */
function startLoad() {
  let going = true;
  let asked = 0;
  let failed = 0;
  const ask = async () => {
    while (going) {
      const { status } = await answerTo(stable);
      asked += 1;
      if (status !== 200) failed += 1;
      await sleep(5);
    }
  };
  const asking = Promise.all([ask(), ask()]);
  return {
    stop: async () => {
      going = false;
      await asking;
      return { asked, failed };
    },
  };
}

async function dnsFails(how: 'mute' | 'refuse', milliseconds: number): Promise<void> {
  cluster.dns.behave(how);
  await sleep(milliseconds);
  cluster.dns.behave('answer');
}

async function haproxy(): Promise<{
  readonly master: number | undefined;
  readonly workers: readonly number[];
}> {
  const { waggle, haproxy: all } = await proxy.processes();
  const parents = await Promise.all(all.map(parentOf));
  return {
    master: all.find((_, at) => parents[at] === waggle),
    workers: all.filter((_, at) => parents[at] !== waggle),
  };
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/PPid:\s+(\d+)/.exec(status)?.[1] ?? 0);
}

function kill(pid: number | undefined): void {
  if (pid !== undefined) process.kill(pid, 'SIGKILL');
}

async function sample(): Promise<Sample> {
  const { waggle, haproxy: all } = await proxy.processes();
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  return {
    'Waggle MB': residentMemory(waggle),
    'Waggle files': await openFiles(waggle),
    'HAProxy MB': sum(all.map(residentMemory)),
    'HAProxy files': sum(await Promise.all(all.map(openFiles))),
    'HAProxy processes': all.length,
    processes: (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).length,
  };
}

function summary(): void {
  const quarter = Math.ceil(samples.length / 4);
  const keys = Object.keys(samples[0] ?? {});
  const medians = (of: readonly Sample[]) =>
    keys.map((key) =>
      median(of.map((one) => Number(Object.entries(one).find(([name]) => name === key)?.[1]))),
    );
  console.log('');
  row('median of', ...keys);
  row('---', ...keys.map(() => '---:'));
  row('first quarter', ...medians(samples.slice(0, quarter)).map((value) => value.toFixed(0)));
  row('last quarter', ...medians(samples.slice(-quarter)).map((value) => value.toFixed(0)));
  console.log(`\n${samples.length} rounds, no difference; ${failedInPeace} failed while nothing was killed`);
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
