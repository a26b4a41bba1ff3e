import { setTimeout as sleep } from 'node:timers/promises';
import type { Snapshot } from '../../src/core/snapshot/snapshot.js';
import type { BenchProxy } from './bench-proxy.js';

/** Sends every change to the proxy as a controller does it: the latest state, one contact at a time, until it is taken. */
export interface BenchPusher {
  changed(): void;
  /** So far. */
  changes(): number;
  /** Rejects when the proxy has not taken what there is now by a minute from now. */
  settled(): Promise<void>;
  stop(): Promise<void>;
}

const patience = 60_000;
/** Milliseconds until a proxy that did not take it is sent it again. */
const rest = 20;

export function benchPusher(proxy: BenchProxy, snapshot: () => Snapshot): BenchPusher {
  let changes = 0;
  let sent = 0;
  let going = true;
  const sending = (async () => {
    while (going) {
      const now = changes;
      const answer = now > sent && (await proxy.put(snapshot()).catch(() => undefined));
      if (answer && answer.status === 200) sent = now;
      else await sleep(rest);
    }
  })();
  return {
    changed: () => {
      changes += 1;
    },
    changes: () => changes,
    settled: async () => {
      for (const end = performance.now() + patience; sent < changes; await sleep(rest))
        if (performance.now() > end) throw new Error(`the proxy does not take it: ${proxy.said()}`);
    },
    stop: async () => {
      going = false;
      await sending;
    },
  };
}
