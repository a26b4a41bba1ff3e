import { join } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { exhaustMap, filter, timer } from 'rxjs';
import { capabilitiesOf } from '../core/capabilities.js';
import type { Change, Plan, ReloadReason } from '../core/plan.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import { describeError, type WaggleError } from '../errors.js';
import type { AppliedHow, Clock, Haproxy, Logger, Metrics, Resolve } from '../ports.js';
import { accepts } from './accepts.js';
import { configFile, createConfigFolder } from './config-folder.js';
import { expectedFailure } from './failure.js';
import { keepRunning } from './keep-running.js';
import { stopLeftovers } from './leftovers.js';
import { createLoadable } from './loadable.js';
import { lookAfterWorker } from './look-after-worker.js';
import { lookUpSoon } from './look-up-soon.js';
import { makeChanges } from './make-changes.js';
import { masterAt } from './master.js';
import { replacementOf } from './replaced-worker.js';
import { createServed, type Serving } from './served.js';
import { emptyServerStateFile } from './server-state.js';
import { checkSocketPath } from './socket-path.js';
import { type RunningHaproxy, startHaproxy } from './start-haproxy.js';
import { createUpkeep } from './upkeep.js';
import { readVersion } from './version.js';
import type { Worker } from './worker.js';
import { changedTo } from './worker-state.js';

export interface HaproxyOptions {
  /** HAProxy to run, as a path or a name in the PATH. */
  readonly bin: string;
  /** Folder for the configuration, the master's socket and the servers' state; made if it is missing. */
  readonly runDir: string;
  /** Milliseconds that requests get to finish when HAProxy is stopped. */
  readonly stopTimeout: number;
  /** How many old workers may stay for their long connections; 0: all. */
  readonly maxOldWorkers: number;
  readonly resolve: Resolve;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'haproxyStarted' | 'oldWorkersSeen' | 'oldWorkerEnded'>;
  /** Milliseconds that a backend nobody wants any more stays, where one can be taken away; 60,000 when absent. */
  readonly leftoverTime?: number;
}

/** Milliseconds: that a change waits for DNS; between two looks whether our worker is still there. */
const patience = { dns: 100, look: 1_000 };

type Reasons = readonly [ReloadReason, ...ReloadReason[]];

/**
 * Returns the adapter for a HAProxy that is installed here; nothing runs before the first `apply`. Whatever an earlier
 * Waggle left in the folder is removed, and its HAProxy stopped before ours starts. HaproxyUnusable, FileFailed.
 */
export function openHaproxy(options: HaproxyOptions): TE.TaskEither<WaggleError, Haproxy> {
  return TE.tryCatch(() => open(options), expectedFailure);
}

async function open({
  bin,
  runDir,
  stopTimeout,
  maxOldWorkers,
  resolve,
  clock,
  log,
  metrics,
  leftoverTime = 60_000,
}: HaproxyOptions): Promise<Haproxy> {
  const version = await readVersion(bin);
  const socketPath = checkSocketPath(join(runDir, 'master.sock'));
  const live = await createConfigFolder(join(runDir, 'config'));
  const master = masterAt(socketPath, () => true);
  const lookUp = (hostnames: readonly string[]) => lookUpSoon(resolve, hostnames, patience.dns);
  const loadable = await createLoadable({ bin, runDir, socketPath, master, live, lookUp, clock, log });

  const launch = async () => {
    await live.writeServerState(emptyServerStateFile);
    const leftovers = await stopLeftovers(join(live.path, configFile));
    if (leftovers.length > 0) log.warn({ pids: leftovers }, 'left-over haproxy stopped');
    const haproxy = await startHaproxy({ bin, folder: live.path, socketPath, maxOldWorkers, log, metrics });
    haproxy.said$.pipe(filter((text) => lostLastServer.test(text))).subscribe(() => upkeep.review());
    return haproxy;
  };
  const restarted = (haproxy: RunningHaproxy) => {
    const files = served.files();
    if (files !== undefined) served.anew(haproxy, files);
  };
  const kept = keepRunning({ launch, restarted, clock, log, metrics });
  const served = createServed({
    running: kept.running,
    begin: ({ worker, state }, files) => upkeep.begin(worker.ask, state, files),
  });
  const { look, take } = lookAfterWorker({ served, socketPath, master, log });
  const upkeep = createUpkeep({
    resolve,
    accepts,
    log,
    leftoverTime,
    take: (backend) => kept.exclusively(() => take(backend)),
  });
  kept.lost$.pipe(filter(() => kept.running() === undefined)).subscribe(upkeep.pause);
  const looks = timer(patience.look, patience.look)
    .pipe(
      exhaustMap(() => kept.exclusively(look)),
      filter((isReplaced) => isReplaced),
    )
    .subscribe(() => kept.lost$.next('somebody else replaced its worker'));

  const isReplaced = async ({ pid }: Worker) => (await replacementOf(socketPath, pid)) !== undefined;

  const apply = async (plan: Plan, wanted: RenderedConfig): Promise<AppliedHow> => {
    const now = served.now();
    if (plan.kind === 'noop' || now?.state.config.revision === wanted.revision) return { kind: 'noop' };
    if (plan.kind === 'reload') return await reload(wanted, plan.reasons);
    if (now === undefined) return await reload(wanted, [{ kind: 'start', detail: 'HAProxy was lost' }]);
    const failure = await change(now, plan.changes, wanted);
    if (failure === undefined) return plan;
    log.warn({ detail: failure.detail }, 'runtime change refused');
    served.forget();
    return await reload(wanted, [failure]);
  };

  /**
   * Changes the running worker, or returns why it could not: some of the changes may have been made then. Failure FileFailed:
   * nothing has changed.
   */
  const change = async (
    now: Serving,
    changes: readonly Change[],
    wanted: RenderedConfig,
  ): Promise<ReloadReason | undefined> => {
    const { worker, state } = now;
    if (await isReplaced(worker)) return workerReplaced;
    await live.write(wanted);
    try {
      await makeChanges(worker.ask, changes, { maps: state.config.maps, lookUp });
      // The other worker may have read these files, or those before them.
      if (await isReplaced(worker)) return workerReplaced;
      served.by({ ...now, state: changedTo(state, wanted, changes) }, wanted);
      return undefined;
    } catch (thrown) {
      return { kind: 'runtime_failed', detail: describeError(expectedFailure(thrown)) };
    }
  };

  const reload = async (wanted: RenderedConfig, reasons: Reasons): Promise<AppliedHow> => {
    const haproxy = kept.running();
    await loadable.prepare(wanted, haproxy?.worker());
    const before = served.files();
    try {
      await live.write(wanted);
      await haproxy?.reload();
      served.anew(haproxy ?? (await kept.start()), wanted);
      return { kind: 'reload', reasons };
    } catch (thrown) {
      if (before !== undefined) await live.write(before);
      throw thrown;
    }
  };

  return {
    applied: () => served.now()?.state.config,
    apply: (plan, wanted) => TE.tryCatch(() => kept.exclusively(() => apply(plan, wanted)), expectedFailure),
    capabilities: capabilitiesOf(version),
    status: () => ({
      running: kept.running() !== undefined,
      version,
      pid: kept.running()?.pid,
      restarts: kept.restarts(),
      oldWorkers: kept.running()?.oldWorkers() ?? 0,
    }),
    lost$: kept.lost$.asObservable(),
    stop: async () => {
      looks.unsubscribe();
      upkeep.stop();
      await kept.stop(stopTimeout);
      await stopLeftovers(join(live.path, configFile));
    },
  };
}

const workerReplaced: ReloadReason = { kind: 'worker_replaced', detail: 'somebody else replaced the worker' };

/** What HAProxy says when a name stops resolving for the last server of a backend. */
const lostLastServer = /has no server available/;
