import * as E from 'fp-ts/lib/Either.js';
import { defer, type Observable, of, type SchedulerLike, tap, timeout } from 'rxjs';
import type { WaggleError } from '../errors.js';
import type { Metrics } from '../ports.js';
import type { Remote } from './follow-peer.js';

export interface WatchOptions {
  readonly metrics: Pick<Metrics, 'pushFinished'>;
  /** Milliseconds for one answer. */
  readonly patience: number;
  readonly scheduler: SchedulerLike;
}

/** Returns the same proxies with a time limit on every answer, and every push counted. */
export function watchedRemote<S>(
  remote: Remote<S>,
  { metrics, patience, scheduler }: WatchOptions,
): Remote<S> {
  const limited = <A>(address: string, answer$: Observable<E.Either<WaggleError, A>>) =>
    answer$.pipe(timeout({ each: patience, scheduler, with: () => of(E.left(noAnswer(address, patience))) }));
  return {
    revision: (address) => limited(address, remote.revision(address)),
    push: (address, snapshot) =>
      defer(() => {
        const start = scheduler.now();
        return limited(address, remote.push(address, snapshot)).pipe(
          tap((answer) => metrics.pushFinished(E.isRight(answer), scheduler.now() - start)),
        );
      }),
  };
}

function noAnswer(address: string, patience: number): WaggleError {
  return { _tag: 'PeerUnreachable', address, detail: `no answer in ${patience} ms` };
}
