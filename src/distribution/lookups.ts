import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import {
  defer,
  EMPTY,
  exhaustMap,
  mergeMap,
  type Observable,
  of,
  type SchedulerLike,
  tap,
  timer,
} from 'rxjs';
import type { Logger, Resolve } from '../ports.js';

export interface LookupOptions {
  readonly resolve: Resolve;
  readonly log: Logger;
  /** Milliseconds between look-ups. */
  readonly period: number;
  readonly scheduler: SchedulerLike;
}

/**
 * Emits what a name stands for, now and then again. A look-up that fails says nothing about who is there: it emits
 * nothing, and the first one in a row is logged.
 */
export function lookups$(hostname: string, options: LookupOptions): Observable<readonly string[]> {
  const { resolve, log, period, scheduler } = options;
  const lookup = TE.tryCatch(
    () => resolve(hostname),
    (error) => (error instanceof Error ? error.message : String(error)),
  );
  let isFailing = false;
  const report = (result: E.Either<string, readonly string[]>) => {
    if (E.isLeft(result) && !isFailing) log.warn({ hostname, error: result.left }, 'name look-up fails');
    if (E.isRight(result) && isFailing) log.info({ hostname }, 'name look-up works again');
    isFailing = E.isLeft(result);
  };
  return timer(0, period, scheduler).pipe(
    exhaustMap(() => defer(lookup)),
    tap(report),
    mergeMap((result) => (E.isRight(result) ? of(result.right) : EMPTY)),
  );
}
