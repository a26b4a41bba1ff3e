import {
  asyncScheduler,
  catchError,
  defer,
  EMPTY,
  exhaustMap,
  type SchedulerLike,
  Subject,
  switchMap,
  takeUntil,
  takeWhile,
  tap,
  timer,
} from 'rxjs';
import type { Logger, Metrics } from '../ports.js';
import { expectedFailure } from './failure.js';

/** Workers that were replaced by a reload and still have connections. */
export interface OldWorkers {
  /** How many there were when it was last looked. */
  count(): number;
  /** To be called after a reload: looks at once, then every second until there are none. */
  reloaded(): void;
  /** Looks no more: they ended with their master. */
  stop(): void;
}

export interface OldWorkersOptions {
  /** Returns their process IDs, the oldest first. May reject: they are asked for again. */
  readonly list: () => Promise<readonly number[]>;
  /** How many may stay; 0: as many as there are. */
  readonly max: number;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'oldWorkersSeen' | 'oldWorkerEnded'>;
  /** Ends a worker and whatever it still does. */
  readonly end: (pid: number) => void;
  readonly scheduler?: SchedulerLike;
}

/** Milliseconds between two looks. */
const interval = 1_000;

/**
 * Returns what keeps the number of old workers bounded: of more than `max`, the oldest are ended, and their connections
 * with them. Only those count that were there at the look before, too: most are gone once their requests are answered.
 * HAProxy's own bound, `mworker-max-reloads`, goes by age: it would end a worker however few there are.
 */
export function boundOldWorkers(options: OldWorkersOptions): OldWorkers {
  const { list, max, end, log, metrics, scheduler = asyncScheduler } = options;
  const reloaded$ = new Subject<void>();
  const stopped$ = new Subject<void>();
  let known: readonly number[] = [];
  let ended: readonly number[] = [];

  const seen = (pids: readonly number[]) => {
    const staying = pids.filter((pid) => known.includes(pid) && !ended.includes(pid));
    known = pids;
    metrics.oldWorkersSeen(pids.length);
    const excess = max === 0 ? [] : staying.slice(0, Math.max(0, staying.length - max));
    ended = [...ended.filter((pid) => pids.includes(pid)), ...excess];
    for (const pid of excess) {
      end(pid);
      metrics.oldWorkerEnded();
      log.warn({ pid, max }, 'old haproxy worker ended');
    }
  };
  const look$ = defer(list).pipe(
    tap(seen),
    catchError((thrown: unknown) => {
      log.debug({ error: expectedFailure(thrown) }, 'old haproxy workers not counted');
      return EMPTY;
    }),
  );
  const untilNone$ = timer(0, interval, scheduler).pipe(
    exhaustMap(() => look$),
    takeWhile((pids) => pids.length > 0),
  );
  reloaded$
    .pipe(
      switchMap(() => untilNone$),
      takeUntil(stopped$),
    )
    .subscribe();

  return {
    count: () => known.length,
    reloaded: () => reloaded$.next(),
    stop: () => {
      stopped$.next();
      seen([]);
    },
  };
}
