import {
  asyncScheduler,
  connect,
  defer,
  EMPTY,
  ignoreElements,
  merge,
  type Observable,
  type SchedulerLike,
  Subject,
  scan,
  switchMap,
  tap,
  timer,
} from 'rxjs';
import type { Outcome } from '../core/outcome.js';
import { gather } from './gather.js';
import { runExclusive } from './run-exclusive.js';

export interface PassTiming {
  /** Milliseconds: triggers within this time of the first are gathered into one more pass. */
  readonly debounce: number;
  /** Milliseconds until a failed pass is tried again: doubles from `retryFrom` to `retryTo` while passes fail. */
  readonly retryFrom: number;
  readonly retryTo: number;
}

type Kind = Pick<Outcome, 'kind' | 'unfinished'>;

/**
 * Returns the outcomes of passes: one pass at a time, started by triggers, by triggers that were missed during a
 * pass, by failure, with back-off, and by a pass that has not finished.
 */
export function passes<O extends Kind>(
  trigger$: Observable<unknown>,
  pass: () => Observable<O>,
  timing: PassTiming,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<O> {
  return defer(() => {
    const retry$ = new Subject<unknown>();
    const start$ = merge(trigger$.pipe(gather(timing.debounce, scheduler)), retry$);
    return runExclusive(start$, pass).pipe(
      connect((outcome$) =>
        merge(outcome$, retriesOf(outcome$, timing, scheduler).pipe(tap(retry$), ignoreElements())),
      ),
    );
  });
}

/** Emits when it is time to try again; an outcome that comes first replaces the wait. */
function retriesOf(
  outcome$: Observable<Kind>,
  { retryFrom, retryTo }: PassTiming,
  scheduler: SchedulerLike,
): Observable<unknown> {
  return outcome$.pipe(
    scan((failures, { kind, unfinished }) => (kind === 'failed' ? failures + 1 : unfinished ? 1 : 0), 0),
    switchMap((failures) =>
      failures === 0 ? EMPTY : timer(Math.min(retryTo, retryFrom * 2 ** (failures - 1)), scheduler),
    ),
  );
}
