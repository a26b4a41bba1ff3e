// What `hack/soak` does, in a network of its own (isolated.sh): soak.ts MINUTES SEED HAPROXY FOLDER
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import * as t from 'io-ts';
import { revisionPath } from '../../src/core/snapshot/wire.js';
import { smallDisk } from '../../test/support/small-disk.js';
import { benchCluster } from './bench-cluster.js';
import { benchProxy } from './bench-proxy.js';
import { differences, type Quarantined, QuarantinedCodec } from './soak-compare.js';
import { nameBoth, soakFaults } from './soak-faults.js';
import { growth, type Sample, sample, sampleKinds } from './soak-growth.js';
import { startLoad } from './soak-load.js';
import { createRandom } from './soak-random.js';
import { soakServices } from './soak-services.js';
import { askJson, controllerAddress, soakSwarm } from './soak-swarm.js';

/** Seconds of changes in a round. */
const restless = 5;
/** Milliseconds until everything has to be as it should be. */
const patience = 30_000;
/** Ended by SIGABRT or SIGSEGV, as the master says it. */
const crash = /exited with code 1(34|39)/g;
/** Old workers keep WebSockets no longer than this. */
const hardStop = '20s';

const proxyAddress = '127.0.0.1';
const statusPath = '/v1/waggle/status';
const Revisions = t.type({ wanted: t.union([t.string, t.null]), applied: t.union([t.string, t.null]) });
const ProxyStatus = t.type({ proxy: t.type({ quarantined: QuarantinedCodec }) });

const [minutes = '', seed = '', bin = '', folder = ''] = process.argv.slice(2);

// One for what is changed and one for what is broken, so that both are the same in another run, however fast that is.
const changing = createRandom(Number(seed));
const breaking = createRandom(Number(seed) + 1);
// For what makes folders there: they go with this one, however this ends.
process.env.TMPDIR = folder;
const [stateDisk, runDisk] = [smallDisk('8m'), smallDisk('32m')];
const cluster = await benchCluster();
await cluster.open('0.0.0.0');
const proxy = benchProxy(bin, runDisk.path, {
  IP: proxyAddress,
  LISTENER_ADDRESS: 'controller',
  STATE_DIR: stateDisk.path,
  HARD_STOP_AFTER: hardStop,
});
const swarm = await soakSwarm(join(folder, 'secrets'));
const services = soakServices(cluster, swarm, changing);
const faults = soakFaults({ cluster, proxy, swarm, stateDisk, runDisk });

interface Round {
  readonly fault: string;
  readonly asked: number;
  readonly failed: number;
  /** Milliseconds from the last change, or the end of the fault, until all was as it should be. */
  readonly right: number;
  readonly now: Sample;
}
const rounds: Round[] = [];
let [crashes, dynamic, reloads] = [0, 0, 0];
let isBad = false;

console.log(`seed ${seed}`);
row('minute', 'round', 'services', 'quarantined', 'right after ms', 'asked', 'failed', ...sampleKinds);
row('---:', '---', ...Array.from({ length: 5 + sampleKinds.length }, () => '---:'));
nameBoth(cluster, true);
await swarm.start();
await proxy.start();
const startedAt = performance.now();
const minute = () => (performance.now() - startedAt) / 60_000;
await untilRight();
for (const name of faultNames()) {
  if (minute() >= Number(minutes)) break;
  await round(name);
}
summary();
await proxy.stop();
await swarm.stop('SIGTERM');
await swarm.docker.close();
cluster.close();
stateDisk.remove();
runDisk.remove();
process.exit(isBad ? 1 : 0);

/** All of them again and again, in another order each time. What restarts Waggle comes in the first third only, so that it has time to grow. */
function* faultNames(): Generator<string> {
  for (;;) {
    const left = Object.keys(faults).filter(
      (name) => minute() < Number(minutes) / 3 || !faults[name]?.isRestart,
    );
    while (left.length > 0) yield* left.splice(breaking.below(left.length), 1);
  }
}

async function round(fault: string): Promise<void> {
  const alreadySaid = proxy.said().length;
  const load = startLoad(cluster, folder, restless);
  const [delay, duration] = [breaking.below(restless * 800), 500 + breaking.below(4_000)];
  const broken = sleep(delay).then(() => faults[fault]?.cause(duration));
  const isPlain = changing.below(3) === 0;
  const pauses = Array.from({ length: 20 + changing.below(60) }, () => changing.below(100));
  const stretch = (restless * 1_000) / pauses.reduce((total, pause) => total + pause, 0);
  for (const pause of pauses) {
    services.change(isPlain);
    await sleep(pause * stretch);
  }
  await broken;
  const from = performance.now();
  const quarantined = await untilRight();
  const right = performance.now() - from;
  const { asked, failures } = await load.stop();
  if (faults[fault]?.isPeaceful && failures.length > 0)
    complain(`${fault}: failed`, [...failures, proxy.said().slice(alreadySaid)]);
  const said = proxy.said().slice(alreadySaid);
  const count = (what: RegExp) => [...said.matchAll(what)].length;
  crashes += count(crash);
  dynamic += count(/"outcome":"dynamic"/g);
  reloads += count(/"outcome":"reload"/g);
  swarm.docker.requests.splice(0);
  const now = await sample({ proxy, controller: swarm.pid(), run: runDisk.path, state: stateDisk.path });
  rounds.push({ fault, asked, failed: failures.length, right, now });
  const counts = [services.parameters().length, quarantined.length, right, asked, failures.length];
  row(minute().toFixed(1), fault, ...[...counts, ...Object.values(now)].map((count) => count.toFixed(0)));
}

/** Compares again and again, since names are found within seconds. Ends everything when it takes too long. */
async function untilRight(): Promise<Quarantined> {
  const end = performance.now() + patience;
  for (;;) {
    const { found, quarantined } = await whatDiffers();
    if (found.length === 0) return quarantined;
    if (performance.now() > end) {
      complain('not as it should be', found);
      console.log(JSON.stringify(services.parameters(), undefined, 1));
      for (const host of [proxyAddress, controllerAddress])
        console.log(JSON.stringify(await askJson(host, statusPath, t.unknown), undefined, 1));
      console.log(swarm.said(), proxy.said());
      process.exit(1);
    }
    await sleep(100);
  }
}

interface Compared {
  readonly found: readonly string[];
  readonly quarantined: Quarantined;
}

/** First between swarm and controller, then between controller and proxy, then between what is wanted and what HAProxy does. */
async function whatDiffers(): Promise<Compared> {
  const behind = await swarm.behind(services.parameters());
  if (behind.length > 0) return { found: [`the controller is behind with ${behind}`], quarantined: [] };
  const wanted = (await askJson(controllerAddress, revisionPath, Revisions))?.wanted;
  const applied = (await askJson(proxyAddress, revisionPath, Revisions))?.applied;
  if (!wanted || wanted !== applied)
    return { found: [`${wanted} is wanted, ${applied} is applied`], quarantined: [] };
  const status = await askJson(proxyAddress, statusPath, ProxyStatus);
  if (!status) return { found: ['the proxy does not say how it is'], quarantined: [] };
  const { quarantined } = status.proxy;
  return { found: await differences(services, quarantined), quarantined };
}

function complain(what: string, lines: readonly string[]): void {
  isBad = true;
  console.log(`!!! ${what}\n${lines.join('\n')}`);
}

function summary(): void {
  console.log('');
  row('fault', 'rounds', 'asked', 'failed', 'slowest ms');
  row('---', ...Array.from({ length: 4 }, () => '---:'));
  const sum = (values: readonly number[]) => values.reduce((total, value) => total + value, 0);
  for (const fault of Object.keys(faults)) {
    const those = rounds.filter((one) => one.fault === fault);
    const [asked, failed] = [sum(those.map((one) => one.asked)), sum(those.map((one) => one.failed))];
    const slowest = Math.max(0, ...those.map(({ right }) => right));
    row(fault, ...[those.length, asked, failed, slowest].map((figure) => figure.toFixed(0)));
  }
  console.log('');
  row('median of', 'second third', 'last third');
  row('---', '---:', '---:');
  const third = Math.floor(rounds.length / 3);
  const samples = rounds.map(({ now }) => now);
  const grown = growth(samples.slice(third, 2 * third), samples.slice(2 * third));
  for (const { kind, before, after } of grown) row(kind, before.toFixed(0), after.toFixed(0));
  const growing = grown.filter(({ grew }) => grew).map(({ kind }) => kind);
  if (growing.length > 0) complain('grew', growing);
  console.log(`\n${reloads} reloads, ${dynamic} changes without; ${crashes} workers of HAProxy crashed`);
  console.log(`${rounds.length} rounds${isBad ? ', not all is well' : ', all is well'}`);
}

function row(...cells: readonly string[]): void {
  console.log(`| ${cells.join(' | ')} |`);
}
