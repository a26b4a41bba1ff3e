import type { Logger } from '../ports.js';
import { expectedFailure } from './failure.js';
import type { Master } from './master.js';
import { replacementOf } from './replaced-worker.js';
import type { Served } from './served.js';
import { takeAway } from './take-away.js';
import { workerOf } from './worker.js';
import { canTake, takingAway } from './worker-state.js';

/** What is done with a worker between changes; each while nothing else is done with it. */
export interface LookAfterWorker {
  /**
   * Notices a worker that somebody else made; returns whether there is one. It has read the files, and these hold what was
   * wanted last: a change ends only when the worker that it was made in still serves, or else in a reload.
   */
  look(): Promise<boolean>;
  /** Takes a backend away that nobody wants; returns whether that is over. Nobody relies on the backend from the first try on. */
  take(backend: string): Promise<boolean>;
}

export interface LookAfterWorkerOptions {
  readonly served: Served;
  readonly socketPath: string;
  readonly master: Master;
  readonly log: Logger;
}

export function lookAfterWorker({
  served,
  socketPath,
  master,
  log,
}: LookAfterWorkerOptions): LookAfterWorker {
  return {
    look: async () => {
      const now = served.now();
      const files = served.files();
      const pid = now && (await replacementOf(socketPath, now.worker.pid));
      if (now === undefined || pid === undefined || files === undefined) return false;
      log.warn({ pid, instead: now.worker.pid }, 'haproxy worker replaced by somebody else');
      served.anew(now.haproxy, files, workerOf(master, pid));
      return true;
    },
    take: async (backend) => {
      const now = served.now();
      const files = served.files();
      if (now === undefined || files === undefined || !canTake(now.state, backend, files)) return true;
      served.by({ ...now, state: takingAway(now.state, backend) }, files);
      return await takeAway(now.worker.ask, backend).catch((thrown: unknown) => {
        log.debug({ backend, error: expectedFailure(thrown) }, 'backend not taken away');
        return false;
      });
    },
  };
}
