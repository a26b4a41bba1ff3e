import { readFile } from 'node:fs/promises';
import { connect } from 'node:net';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { revisionHeader, snapshotPath } from '../../src/core/snapshot/wire.js';
import type { Fault as DockerFault } from '../../test/support/fake-docker.js';
import type { SmallDisk } from '../../test/support/small-disk.js';
import type { BenchCluster } from './bench-cluster.js';
import type { BenchDns } from './bench-dns.js';
import { type BenchProxy, proxyPorts } from './bench-proxy.js';
import { controllerAddress, type SoakSwarm } from './soak-swarm.js';

/** Breaks something for so many milliseconds and mends what does not mend itself. */
export interface Fault {
  readonly cause: (milliseconds: number) => Promise<void>;
  /** No request fails and no WebSocket breaks. */
  readonly isPeaceful: boolean;
  /** Waggle's proxy starts anew, and with it everything that may have grown. */
  readonly isRestart?: boolean;
}

export interface FaultParts {
  readonly cluster: BenchCluster;
  readonly proxy: BenchProxy;
  readonly swarm: SoakSwarm;
  readonly stateDisk: SmallDisk;
  readonly runDisk: SmallDisk;
}

export function soakFaults({
  cluster,
  proxy,
  swarm,
  stateDisk,
  runDisk,
}: FaultParts): Readonly<Record<string, Fault>> {
  const peaceful = (cause: Fault['cause']): Fault => ({ cause, isPeaceful: true });
  const deadly = (cause: Fault['cause']): Fault => ({ cause, isPeaceful: false });
  const restart = (cause: Fault['cause']): Fault => ({ cause, isPeaceful: false, isRestart: true });
  const worker = async () => (await haproxyOf(proxy)).worker;
  const master = async () => (await haproxyOf(proxy)).master;
  const waggle = async () => (await proxy.processes()).waggle;

  const dns = (how: Parameters<BenchDns['behave']>[0]) => async (milliseconds: number) => {
    cluster.dns.behave(how);
    await sleep(milliseconds);
    cluster.dns.behave('answer');
  };
  const docker = (fault: DockerFault) =>
    peaceful(async (milliseconds) => {
      swarm.docker.fault = fault;
      swarm.docker.cutStreams();
      await sleep(milliseconds);
      swarm.docker.fault = undefined;
    });
  const full = (disk: SmallDisk) =>
    peaceful(async (milliseconds) => {
      disk.fill();
      await sleep(milliseconds);
      disk.free();
    });
  const controllerEnds = (signal: 'SIGTERM' | 'SIGKILL') =>
    peaceful(async (milliseconds) => {
      await swarm.stop(signal);
      await sleep(milliseconds);
      await swarm.start();
    });

  return {
    none: peaceful(async () => undefined),
    'worker killed': deadly(async () => signal(await worker(), 'SIGKILL')),
    'master killed': deadly(async () => signal(await master(), 'SIGKILL')),
    'worker frozen': deadly(async (milliseconds) => freeze(await worker(), milliseconds)),
    'master frozen': peaceful(async (milliseconds) => freeze(await master(), milliseconds)),
    // May meet a reload of ours: HAProxy does not get the sockets of a worker that is still loading, and drops who waits there.
    'worker replaced': deadly(async () => signal(await master(), 'SIGUSR2')),
    'Waggle frozen': peaceful(async (milliseconds) => freeze(await waggle(), milliseconds)),
    'Waggle killed': restart(async (milliseconds) => {
      await proxy.kill();
      await sleep(milliseconds / 4);
      await proxy.start();
    }),
    'Waggle restarted': restart(async () => {
      await proxy.stop();
      await proxy.start();
    }),
    'controller killed': controllerEnds('SIGKILL'),
    'controller restarted': controllerEnds('SIGTERM'),
    'controller frozen': peaceful((milliseconds) => freeze(swarm.pid(), milliseconds)),
    'nobody found': peaceful(async (milliseconds) => {
      nameBoth(cluster, false);
      await sleep(milliseconds);
      nameBoth(cluster, true);
    }),
    'pushes torn': peaceful(async (milliseconds) => {
      for (const end = performance.now() + milliseconds; performance.now() < end; await sleep(50))
        await tornPush();
    }),
    'Docker mute': docker({ kind: 'hang' }),
    'Docker fails': docker({ kind: 'status', status: 500 }),
    'Docker torn': docker({ kind: 'cut body' }),
    'events lost': docker({ kind: 'hang', on: '/events' }),
    'DNS mute': peaceful(dns('mute')),
    'DNS fails': peaceful(dns('refuse')),
    // A name that nobody knows has no tasks: after a while that is believed.
    'DNS knows nobody': deadly(dns('deny')),
    'state disk full': full(stateDisk),
    'run disk full': full(runDisk),
  };
}

/** Controller and proxy find each other by these. */
export function nameBoth(cluster: BenchCluster, isThere: boolean): void {
  cluster.name('tasks.proxy', isThere ? ['127.0.0.1'] : []);
  cluster.name('controller', isThere ? [controllerAddress] : []);
}

/** Half of a snapshot, as of a controller that dies: its connection ends, or stays for a while. */
async function tornPush(): Promise<void> {
  const socket = connect(proxyPorts.api, '127.0.0.1');
  socket.on('error', () => socket.destroy());
  const head = [`PUT ${snapshotPath} HTTP/1.1`, 'Host: proxy', 'Content-Type: application/json'];
  socket.write(
    [...head, `${revisionHeader}: 0`, 'Content-Length: 1000', '', '[{"serviceName":'].join('\r\n'),
  );
  await sleep(50);
  socket.destroy();
}

async function haproxyOf(proxy: BenchProxy) {
  const { waggle, haproxy } = await proxy.processes();
  const parents = await Promise.all(haproxy.map(parentOf));
  return {
    master: haproxy.find((_, at) => parents[at] === waggle),
    worker: haproxy.findLast((_, at) => parents[at] !== waggle),
  };
}

async function parentOf(pid: number): Promise<number> {
  const status = await readFile(`/proc/${pid}/status`, 'utf8').catch(() => '');
  return Number(/PPid:\s+(\d+)/.exec(status)?.[1] ?? 0);
}

async function freeze(pid: number | undefined, milliseconds: number): Promise<void> {
  signal(pid, 'SIGSTOP');
  await sleep(milliseconds);
  signal(pid, 'SIGCONT');
}

/** Nothing, when it is gone. */
function signal(pid: number | undefined, which: NodeJS.Signals): void {
  try {
    if (pid) process.kill(pid, which);
  } catch {
    // As well.
  }
}
