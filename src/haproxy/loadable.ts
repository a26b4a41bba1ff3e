import { join } from 'node:path';
import type { RenderedConfig } from '../core/rendered-config.js';
import type { Clock, Logger } from '../ports.js';
import { checkConfig } from './check-config.js';
import { type ConfigFolder, createConfigFolder } from './config-folder.js';
import { expectedFailure } from './failure.js';
import { inheritAddresses } from './inherit-addresses.js';
import type { Master } from './master.js';
import { replacementOf } from './replaced-worker.js';
import { serverStateFile } from './server-state.js';
import { withoutGone } from './without-gone.js';
import { type Worker, workerOf } from './worker.js';

/** What has to be done before HAProxy can be told to load other files. */
export interface Loadable {
  /**
   * Checks a configuration, while the addresses that the worker knows are saved for its successor. Failures ConfigRejected,
   * FileFailed: nothing has changed.
   */
  prepare(wanted: RenderedConfig, worker: Worker | undefined): Promise<void>;
}

export interface LoadableOptions {
  readonly bin: string;
  readonly runDir: string;
  readonly socketPath: string;
  readonly master: Master;
  /** The folder HAProxy loads. */
  readonly live: ConfigFolder;
  /** Returns name → addresses of the names that DNS tells of soon; none for a name that does not exist. */
  readonly lookUp: (hostnames: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
  readonly clock: Clock;
  readonly log: Logger;
}

/** Milliseconds after which a worker has let go what is gone: `hold nx`, and two looks of a second. */
const settled = 4_000;

/** Makes the folder in which candidates are checked. Failure FileFailed. */
export async function createLoadable(options: LoadableOptions): Promise<Loadable> {
  const { bin, runDir, socketPath, master, live, lookUp, clock, log } = options;
  const candidate = await createConfigFolder(join(runDir, 'candidate'));

  const check = async (wanted: RenderedConfig) => {
    await candidate.write(wanted);
    await checkConfig(bin, candidate.path);
  };

  let loadedAt = clock();

  /** Reloading matters more than the addresses: HAProxy looks for them again. */
  const saveServerState = async (worker: Worker, { discovery }: RenderedConfig) => {
    try {
      const pid = await replacementOf(socketPath, worker.pid);
      const { ask } = pid === undefined ? worker : workerOf(master, pid);
      const found = serverStateFile(await ask(['show servers state']), discovery);
      const state = inheritAddresses(found, discovery);
      const isYoung = clock() - loadedAt < settled;
      const known = isYoung ? await lookUp(discovery.map(({ hostname }) => hostname)) : undefined;
      await live.writeServerState(known === undefined ? state : withoutGone(state, known));
    } catch (thrown) {
      log.warn({ error: expectedFailure(thrown) }, 'server state not saved');
    }
  };

  return {
    prepare: async (wanted, worker) => {
      const saved = worker && saveServerState(worker, wanted);
      // Also what is refused ends here, before anything else is done to these files.
      await check(wanted).finally(() => saved);
      loadedAt = clock();
    },
  };
}
