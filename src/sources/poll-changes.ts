import {
  asyncScheduler,
  defer,
  EMPTY,
  from,
  mergeMap,
  type Observable,
  type ObservableInput,
  of,
  repeat,
  type SchedulerLike,
  timer,
} from 'rxjs';

export interface PollTiming {
  /** Milliseconds between two looks. */
  readonly interval: number;
  /** Milliseconds that something must have stayed the same after a change before it counts. */
  readonly settle: number;
}

/**
 * Looks at something again and again, and emits what it sees at first and whenever it has changed and come to rest: who writes
 * a file in pieces, or several files, is not read half-way. `look` must not fail.
 */
export function pollChanges<T>(
  look: () => ObservableInput<T>,
  isSame: (a: T, b: T) => boolean,
  { interval, settle }: PollTiming,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<T> {
  return defer(() => {
    let taken: { readonly value: T } | undefined;
    let seen: { readonly value: T } | undefined;
    let restless = false;
    return defer(() => from(look())).pipe(
      mergeMap((value) => {
        restless = seen !== undefined && !isSame(seen.value, value);
        seen = { value };
        if (restless || (taken !== undefined && isSame(taken.value, value))) return EMPTY;
        taken = { value };
        return of(value);
      }),
      repeat({ delay: () => timer(restless ? settle : interval, scheduler) }),
    );
  });
}
