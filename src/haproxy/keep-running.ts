import { asyncScheduler, type SchedulerLike, Subject, type Subscription, timer } from 'rxjs';
import type { Clock, Logger, Metrics } from '../ports.js';
import { expectedFailure, Failure } from './failure.js';
import { oneAtATime } from './one-at-a-time.js';
import { livedLongEnough, restartDelay } from './restart-delay.js';
import type { RunningHaproxy } from './start-haproxy.js';

/** One HAProxy at a time, started again when it dies. */
export interface KeptHaproxy {
  /** Undefined before the first start, after a death and after `stop`. */
  running(): RunningHaproxy | undefined;
  /** Times it was started after a death. */
  restarts(): number;
  /** Emits how it died, at once. */
  readonly lost$: Subject<string>;
  /** Runs work while no start, stop or other work is under way. */
  exclusively<A>(work: () => Promise<A>): Promise<A>;
  /** Starts it, within exclusive work. Failure HaproxyUnusable: it did not start, or not any more; only the caller tries again. */
  start(): Promise<RunningHaproxy>;
  /** Ends it, at most `timeout` ms after which its requests are cut; it is not started again. */
  stop(timeout: number): Promise<void>;
}

export interface KeepRunningOptions {
  /** Starts one, after nothing is left of any other. */
  readonly launch: () => Promise<RunningHaproxy>;
  /** Called within the exclusive work that started it again. */
  readonly restarted: (haproxy: RunningHaproxy) => void;
  readonly clock: Clock;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'haproxyStarted'>;
  readonly scheduler?: SchedulerLike;
}

/** Returns the keeper; nothing runs before the first `start`. */
export function keepRunning(options: KeepRunningOptions): KeptHaproxy {
  const { launch, clock, log, metrics, scheduler = asyncScheduler } = options;
  const exclusively = oneAtATime();
  const lost$ = new Subject<string>();
  let running: RunningHaproxy | undefined;
  let restarts = 0;
  /** Deaths and failed starts in a row; undefined: it is not to run. */
  let failures: number | undefined;
  let retry: Subscription | undefined;
  let stopped = false;

  const start = async () => {
    // A pass may have waited for its turn meanwhile: nobody would end what it starts now.
    if (stopped) throw new Failure({ _tag: 'HaproxyUnusable', detail: 'it is stopped for good' });
    const haproxy = await launch();
    const since = clock();
    retry?.unsubscribe();
    running = haproxy;
    if (failures === undefined) failures = 0;
    else restarts += 1;
    metrics.haproxyStarted();
    log.info({ pid: haproxy.pid }, 'haproxy started');
    void haproxy.ended.then((how) => {
      if (running !== haproxy) return;
      running = undefined;
      log.error({ pid: haproxy.pid, how }, 'haproxy died');
      if (clock() - since >= livedLongEnough) failures = 0;
      startAgain();
      lost$.next(how);
    });
    return haproxy;
  };

  const startAgain = () => {
    if (failures === undefined) return;
    const delay = restartDelay(failures);
    failures += 1;
    retry = timer(delay, scheduler).subscribe(() => void exclusively(restart));
  };

  const restart = async () => {
    if (running !== undefined || failures === undefined) return;
    try {
      const haproxy = await start();
      options.restarted(haproxy);
    } catch (thrown) {
      log.error({ error: expectedFailure(thrown) }, 'haproxy did not start again');
      startAgain();
    }
  };

  const stop = async (timeout: number) => {
    stopped = true;
    failures = undefined;
    retry?.unsubscribe();
    const haproxy = running;
    running = undefined;
    await haproxy?.stop(timeout);
    if (haproxy !== undefined) log.info({ pid: haproxy.pid }, 'haproxy stopped');
  };

  return {
    running: () => running,
    restarts: () => restarts,
    lost$,
    exclusively,
    start,
    stop: (timeout) => exclusively(() => stop(timeout)),
  };
}
