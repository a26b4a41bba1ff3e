import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { type BenchCluster, taskPort } from './bench-cluster.js';
import type { BenchProxy } from './bench-proxy.js';
import { type BenchPusher, benchPusher } from './bench-pusher.js';

/** What the swarm holds, and its way to the proxy. */
export interface ChurnServices extends BenchPusher {
  set(parameters: Parameters): void;
  remove(name: string): void;
}

export function churnServices(proxy: BenchProxy): ChurnServices {
  const services = new Map<string, Parameters>();
  const pusher = benchPusher(proxy, () => snapshotOf([...services.values()]));
  return {
    ...pusher,
    set: (parameters) => {
      services.set(parameters.serviceName ?? '', parameters);
      pusher.changed();
    },
    remove: (name) => {
      services.delete(name);
      pusher.changed();
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
