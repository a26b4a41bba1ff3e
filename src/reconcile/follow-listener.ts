import * as E from 'fp-ts/lib/Either.js';
import {
  asyncScheduler,
  defer,
  EMPTY,
  from,
  mergeMap,
  type Observable,
  of,
  repeat,
  type SchedulerLike,
  timer,
} from 'rxjs';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import { describeError } from '../errors.js';
import type { Listener, Logger, Metrics } from '../ports.js';

/** Milliseconds between tries while the listener does not answer: a fresh stack's controller is there in seconds. */
const impatience = 500;

/**
 * Emits snapshots that the listener has and we do not: asked now and every `interval` ms. A listener that does not
 * answer is logged once, and once more when it is back. `known` says which revision we have; an answer that was
 * overtaken by a pushed snapshot while it was on its way is dropped.
 */
export function followListener(
  listener: Listener,
  interval: number,
  known: () => string | undefined,
  { log, metrics }: { readonly log: Logger; readonly metrics: Pick<Metrics, 'snapshotPulled'> },
  scheduler: SchedulerLike = asyncScheduler,
): Observable<Snapshot> {
  let failing = false;
  const pull = async (): Promise<Snapshot | undefined> => {
    const before = known();
    const pulled = await listener.pull(before)();
    metrics.snapshotPulled(E.isRight(pulled));
    if (E.isLeft(pulled)) {
      if (!failing) log.warn({ error: describeError(pulled.left) }, 'listener does not answer');
      failing = true;
      return undefined;
    }
    if (failing) log.info({}, 'listener answers again');
    failing = false;
    return known() === before ? pulled.right : undefined;
  };
  const pause = () => timer(failing ? Math.min(interval, impatience) : interval, scheduler);
  return defer(() => from(pull())).pipe(
    repeat({ delay: pause }),
    mergeMap((snapshot) => (snapshot === undefined ? EMPTY : of(snapshot))),
  );
}
