// What `hack/bench churn` measures, in a network of its own (isolated.sh): bench-churn.ts SECONDS SERVICES VERSION HAPROXY FOLDER
import { mkdir, rename, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { selfSigned } from '../../test/support/certificates.js';
import { benchCluster, taskPort } from './bench-cluster.js';
import { benchProxy, residentMemory } from './bench-proxy.js';
import { h2Load, type LoadResult, websocketLoad, wrkLoad } from './churn-loads.js';
import { churnServices, createOthers, otherTask } from './churn-services.js';

const [seconds = '', others = '', version = '', bin = '', folder = ''] = process.argv.slice(2);

const host = 'stable.example.com';
const certs = join(folder, 'certs');
const cluster = await benchCluster();
const proxy = benchProxy(bin, folder, { LOG_LEVEL: 'warn' });
const services = churnServices(proxy);

/** The service that is asked. WebSockets have one whose tasks stay: with its task a connection ends, whoever carries it. */
const stable = { name: 'tasks.stable', tasks: ['127.0.2.1', '127.0.2.2', '127.0.2.3', '127.0.2.4'] } as const;
const sockets = { name: 'sockets', task: '127.0.3.1' } as const;
let nextTask = 5;

const certificates = Array.from({ length: 10 }, () => selfSigned([host]).pem);
await mkdir(certs, { recursive: true });
await rotate(0);
for (const address of [...stable.tasks, sockets.task, otherTask]) await cluster.open(address);
cluster.name(stable.name, stable.tasks);
cluster.name(sockets.name, [sockets.task]);
await proxy.start();
const changeOthers = createOthers(services, cluster, Number(others));
const port = String(taskPort);
setStable();
services.set({ serviceName: 'sockets', port, servicePath: '/sockets', serviceDomain: host });
await services.settled();
await sleep(3_000); // every name is found

row(
  'HAProxy',
  'phase',
  'changes',
  'reloads',
  'dynamic',
  'requests',
  'failed: kept',
  'new connections',
  'HTTP/2',
  'WebSockets',
  'p99 ms: kept',
  'new connections',
  'HTTP/2',
  'WebSockets',
  'of quiet',
  'workers',
  'HAProxy MB',
);
row('---', '---', ...Array.from({ length: 15 }, () => '---:'));
let quiet: readonly LoadResult[] = [];
await phase('quiet', async () => undefined);
await phase('others, 1/s', every(1_000, changeOthers.next));
await phase('others, 20/s', every(50, changeOthers.next));
await phase('reloads', every(500, changeOthers.nextReload));
await phase('rolled and scaled', every(2_000, roll));
await phase('certificates, 1/s', every(1_000, rotate));
await services.stop();
await proxy.stop();
if (proxy.said() !== '') console.error(proxy.said());
cluster.close();

/** Puts the loads on for the time of a phase, in which `work` goes on, and prints what became of them. */
async function phase(name: string, work: (going: () => boolean) => Promise<void>): Promise<void> {
  const before = await passes();
  const changesBefore = services.changes();
  let going = true;
  const working = work(() => going);
  const target = { host, folder, seconds: Number(seconds), path: '/stable' };
  const loads = await Promise.all([
    wrkLoad(false, target),
    wrkLoad(true, target),
    h2Load(target),
    websocketLoad(20, { ...target, path: '/sockets' }),
  ]);
  going = false;
  await working;
  await services.settled();
  if (quiet.length === 0) quiet = loads;
  const after = await passes();
  const { haproxy } = await proxy.processes();
  const ratios = loads.map(({ p99 }, at) => p99 / (quiet[at]?.p99 ?? p99));
  row(
    version,
    name,
    String(services.changes() - changesBefore),
    String(after.reload - before.reload),
    String(after.dynamic - before.dynamic),
    String(loads.reduce((sum, { requests }) => sum + requests, 0)),
    ...loads.map(({ failed }) => String(failed)),
    ...loads.map(({ p99 }) => p99.toFixed(1)),
    Math.max(...ratios).toFixed(2),
    String(haproxy.length - 1),
    haproxy.reduce((sum, pid) => sum + residentMemory(pid), 0).toFixed(0),
  );
}

/** Does the work every so many ms, whatever the time it takes. */
function every(interval: number, work: (turn: number) => unknown): (going: () => boolean) => Promise<void> {
  return async (going) => {
    const works: unknown[] = [];
    const from = performance.now();
    for (let turn = 0; going(); turn++) {
      works.push(work(turn));
      await sleep(Math.max(0, from + (turn + 1) * interval - performance.now()));
    }
    await Promise.all(works);
  };
}

/** One more, one more, one less, one less: in the end all tasks are others. */
async function roll(turn: number): Promise<void> {
  const tasks = cluster.addresses(stable.name);
  if (turn % 4 < 2) await cluster.arrive(stable.name, `127.0.2.${nextTask++}`);
  else await cluster.leave(stable.name, tasks[0] ?? '');
  setStable();
}

function setStable(): void {
  services.set({
    serviceName: 'stable',
    port,
    servicePath: '/stable',
    discoveryType: 'DNS',
    replicas: String(cluster.addresses(stable.name).length),
  });
}

async function rotate(turn: number): Promise<void> {
  const file = join(certs, `${host}.pem`);
  await writeFile(`${file}.new`, certificates[turn % certificates.length] ?? '');
  await rename(`${file}.new`, file);
}

async function passes(): Promise<{ readonly reload: number; readonly dynamic: number }> {
  const counts = await proxy.metric('waggle_passes_total');
  const of = (outcome: string) => counts.get(`outcome="${outcome}"`) ?? 0;
  return { reload: of('reload'), dynamic: of('dynamic') };
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
