import { setTimeout as sleep } from 'node:timers/promises';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { type BenchCluster, taskPort } from './bench-cluster.js';
import type { BenchProxy } from './bench-proxy.js';

/** What the swarm holds; every change is sent to the proxy as a controller does it: the latest, one contact at a time. */
export interface ChurnServices {
  set(parameters: Parameters): void;
  remove(name: string): void;
  get(name: string): Parameters | undefined;
  /** Rejects when the proxy has not taken what there is now by a minute from now. */
  settled(): Promise<void>;
  readonly changes: () => number;
  stop(): Promise<void>;
}

export function churnServices(proxy: BenchProxy): ChurnServices {
  const services = new Map<string, Parameters>();
  let changes = 0;
  let sent = 0;
  let going = true;
  const sending = (async () => {
    while (going) {
      const now = changes;
      const answer =
        now > sent && (await proxy.put(snapshotOf([...services.values()])).catch(() => undefined));
      if (answer && answer.status === 200) sent = now;
      else await sleep(5);
    }
  })();
  return {
    set: (parameters) => {
      services.set(parameters.serviceName ?? '', parameters);
      changes += 1;
    },
    remove: (name) => {
      services.delete(name);
      changes += 1;
    },
    get: (name) => services.get(name),
    settled: async () => {
      for (const end = performance.now() + 60_000; sent < changes; await sleep(10))
        if (performance.now() > end) throw new Error(`the proxy does not take it: ${proxy.said()}`);
    },
    changes: () => changes,
    stop: async () => {
      going = false;
      await sending;
    },
  };
}

/** A service with one task that has nothing to do with anybody else. */
export function otherService(number: number): Parameters {
  return {
    serviceName: `other-${number}`,
    port: String(taskPort),
    servicePath: `/other-${number}`,
  };
}

/** The task of all other services. */
export const otherTask = '127.0.1.1';

/** Changes one of the others: adds one, changes the path of one, removes the one that was added first, in turns. */
export function createOthers(services: ChurnServices, { name, forget }: BenchCluster, count: number) {
  const add = (number: number) => {
    name(`other-${number}`, [otherTask]);
    services.set(otherService(number));
  };
  const remove = (number: number) => {
    services.remove(`other-${number}`);
    forget(`other-${number}`);
  };
  for (let number = 0; number < count; number++) add(number);
  let turn = 0;
  return {
    /** Adds, changes, removes. */
    next: () => {
      const round = Math.floor(turn / 3);
      if (turn % 3 === 0) add(count + round);
      if (turn % 3 === 1) services.set({ ...otherService(round % count), servicePath: `/changed-${round}` });
      if (turn % 3 === 2) remove(count + round);
      turn += 1;
    },
    /** Changes what a running HAProxy cannot be told. */
    nextReload: () => {
      turn += 3;
      services.set({ ...otherService(0), timeoutServer: String(100 + (turn % 1000)) });
    },
  };
}
