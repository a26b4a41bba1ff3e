import * as E from 'fp-ts/lib/Either.js';
import {
  expand,
  filter,
  map,
  merge,
  type Observable,
  of,
  type SchedulerLike,
  switchMap,
  take,
  timer,
} from 'rxjs';
import type { WaggleError } from '../errors.js';
import { answered, delayOf, failed, has, newPeer, type Peer, type Timing } from './peer.js';

/** What can be asked of a proxy. Each emits one value; unsubscribing gives the request up. */
export interface Remote<S> {
  /** Sends the snapshot; the revision that the proxy has afterwards. */
  push(address: string, snapshot: S): Observable<E.Either<WaggleError, string | undefined>>;
  /** The revision that the proxy has applied. */
  revision(address: string): Observable<E.Either<WaggleError, string | undefined>>;
}

export interface FollowOptions<S> {
  readonly remote: Remote<S>;
  readonly timing: Timing;
  readonly scheduler: SchedulerLike;
}

/**
 * Keeps one proxy at the latest snapshot, for as long as it is subscribed to. Emits what is known of the proxy when it
 * starts and after every contact.
 *
 * There is one contact at a time. A snapshot that the proxy was not yet tried with is sent as soon as no contact is
 * under way, whatever back-off is running; those that were overtaken meanwhile are never sent. A proxy in sync is
 * asked from time to time what it has, since one that restarts at the same address has lost it.
 *
 * @param latest$ replays the latest snapshot
 */
export function followPeer<S extends { readonly revision: string }>(
  address: string,
  latest$: Observable<S>,
  { remote, timing, scheduler }: FollowOptions<S>,
): Observable<Peer> {
  const next$ = (peer: Peer) => {
    const untried$ = latest$.pipe(filter(({ revision }) => revision !== peer.tried));
    const due$ = timer(delayOf(peer, timing), scheduler).pipe(switchMap(() => latest$));
    return merge(untried$, due$).pipe(
      take(1),
      switchMap((snapshot) => contact$(peer, snapshot)),
    );
  };

  const contact$ = (peer: Peer, snapshot: S) => {
    const isKnown = has(peer, snapshot.revision);
    const answer$ = isKnown ? remote.revision(address) : remote.push(address, snapshot);
    return answer$.pipe(
      map(
        E.match(
          (error) => failed(peer, snapshot.revision, error, scheduler.now()),
          (revision) => answered(peer, snapshot.revision, revision, scheduler.now()),
        ),
      ),
    );
  };

  return of(newPeer(address, scheduler.now())).pipe(expand(next$));
}
