import { join } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { filter } from 'rxjs';
import { capabilitiesOf } from '../core/capabilities.js';
import type { Plan, ReloadReason } from '../core/plan.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import { describeError, type WaggleError } from '../errors.js';
import type { AppliedHow, Clock, Haproxy, Logger, Metrics, Resolve } from '../ports.js';
import { accepts } from './accepts.js';
import { checkConfig } from './check-config.js';
import { type ConfigFolder, configFile, createConfigFolder } from './config-folder.js';
import { expectedFailure } from './failure.js';
import { keepRunning } from './keep-running.js';
import { stopLeftovers } from './leftovers.js';
import { makeChanges } from './make-changes.js';
import { createNames } from './names.js';
import { emptyServerStateFile, serverStateFile } from './server-state.js';
import { checkSocketPath } from './socket-path.js';
import { type RunningHaproxy, startHaproxy } from './start-haproxy.js';
import { readVersion } from './version.js';

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
}

type Reasons = readonly [ReloadReason, ...ReloadReason[]];
type Serving = { readonly haproxy: RunningHaproxy; readonly config: RenderedConfig };

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
}: HaproxyOptions): Promise<Haproxy> {
  const version = await readVersion(bin);
  const socketPath = checkSocketPath(join(runDir, 'master.sock'));
  const live = await createConfigFolder(join(runDir, 'config'));
  const candidate = await createConfigFolder(join(runDir, 'candidate'));
  const names = createNames({ resolve, accepts, log });
  let serving: Serving | undefined;
  /** The configuration in the live folder: what HAProxy has after a start. */
  let onDisk: RenderedConfig | undefined;

  const launch = async () => {
    await live.writeServerState(emptyServerStateFile);
    const leftovers = await stopLeftovers(join(live.path, configFile));
    if (leftovers.length > 0) log.warn({ pids: leftovers }, 'left-over haproxy stopped');
    const haproxy = await startHaproxy({ bin, folder: live.path, socketPath, maxOldWorkers, log, metrics });
    haproxy.said$.pipe(filter((text) => lostLastServer.test(text))).subscribe(() => names.review());
    return haproxy;
  };
  const serve = (haproxy: RunningHaproxy, config: RenderedConfig) => {
    serving = { haproxy, config };
    onDisk = config;
    names.watch(config.discovery, haproxy.ask);
  };
  const restarted = (haproxy: RunningHaproxy) => {
    if (onDisk !== undefined) serve(haproxy, onDisk);
  };
  const kept = keepRunning({ launch, restarted, clock, log, metrics });
  const current = () => (serving?.haproxy === kept.running() ? serving : undefined);

  const apply = async (plan: Plan, wanted: RenderedConfig): Promise<AppliedHow> => {
    const now = current();
    if (plan.kind === 'noop' || now?.config.revision === wanted.revision) return { kind: 'noop' };
    if (plan.kind === 'reload') return await reload(wanted, plan.reasons);
    if (now === undefined) return await reload(wanted, [{ kind: 'start', detail: 'HAProxy was lost' }]);
    try {
      await live.write(wanted);
      await makeChanges(now.haproxy.ask, plan.changes, now.config.maps);
      serve(now.haproxy, wanted);
      return plan;
    } catch (thrown) {
      const detail = describeError(expectedFailure(thrown));
      log.warn({ detail }, 'runtime change refused');
      serving = undefined;
      return await reload(wanted, [{ kind: 'runtime_failed', detail }]);
    }
  };

  const reload = async (wanted: RenderedConfig, reasons: Reasons): Promise<AppliedHow> => {
    const haproxy = kept.running();
    await Promise.all([check(bin, candidate, wanted), haproxy && saveServerState(haproxy)]);
    const before = onDisk;
    try {
      await live.write(wanted);
      await haproxy?.reload();
      serve(haproxy ?? (await kept.start()), wanted);
      return { kind: 'reload', reasons };
    } catch (thrown) {
      if (before !== undefined) await live.write(before);
      throw thrown;
    }
  };

  /** Reloading matters more than the addresses: HAProxy looks for them again. */
  const saveServerState = async (haproxy: RunningHaproxy) => {
    try {
      await live.writeServerState(serverStateFile(await haproxy.ask(['show servers state'])));
    } catch (thrown) {
      log.warn({ error: expectedFailure(thrown) }, 'server state not saved');
    }
  };

  return {
    applied: () => current()?.config,
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
      names.stop();
      await kept.stop(stopTimeout);
      await stopLeftovers(join(live.path, configFile));
    },
  };
}

/** What HAProxy says when a name stops resolving for the last server of a backend. */
const lostLastServer = /has no server available/;

async function check(bin: string, candidate: ConfigFolder, wanted: RenderedConfig): Promise<void> {
  await candidate.write(wanted);
  await checkConfig(bin, candidate.path);
}
