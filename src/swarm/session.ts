import {
  concat,
  connect,
  defer,
  EMPTY,
  interval,
  map,
  merge,
  mergeMap,
  NEVER,
  type Observable,
  of,
  Subject,
  takeWhile,
  tap,
} from 'rxjs';
import { absurd } from '../errors.js';
import type { DockerApi, ObjectKind, WatchMessage } from './docker-api.js';
import { oneAtATime } from './one-at-a-time.js';
import { createRefresh, type Report } from './refresh.js';
import type { SwarmCache } from './swarm-cache.js';

export interface SessionOptions {
  /** Kinds whose events are listened to; changes of the others are found by listing. */
  readonly events: readonly ObjectKind[];
  /** Milliseconds between full lists. */
  readonly resync: number;
}

/** Questions under way at once: more would only queue up in the engine. */
const concurrency = 8;

/** A reason to ask about everything, or about one object. */
type Wake = { readonly of: 'everything' } | { readonly of: ObjectKind; readonly id: string };

/**
 * Returns one connection to an engine, from opening its event stream to whatever breaks it, which is the last report
 * (`lost`).
 *
 * Nothing falls between list and watch, because the list is asked once the stream is open. An object that an event
 * names is looked at by itself; where that fails, everything is listed. Every list is a heartbeat, too: a list that
 * fails ends the session.
 */
export function session(docker: DockerApi, cache: SwarmCache, options: SessionOptions): Observable<Report> {
  return defer(() => {
    const refresh = createRefresh(docker, cache, options.events);
    const unanswered$ = new Subject<Wake>();

    const ask = (wake: Wake): Observable<Report> =>
      wake.of === 'everything'
        ? refresh.everything()
        : refresh.one(wake.of, wake.id).pipe(
            tap(({ kind }) => {
              if (kind === 'unanswered') unanswered$.next({ of: 'everything' });
            }),
          );
    const hear = (message: WatchMessage): Observable<Report> => {
      if (message.kind === 'opened') return EMPTY;
      if (message.kind === 'ended') return of({ kind: 'lost', error: message.error });
      return of(refresh.hear(message.of, message.id, message.removed));
    };

    return messagesOf(docker, options.events).pipe(
      connect((message$) =>
        merge(
          message$.pipe(mergeMap(hear)),
          merge(message$.pipe(mergeMap((message) => wakes(message, options.resync))), unanswered$).pipe(
            oneAtATime(keyOf, ask, concurrency),
          ),
        ),
      ),
      takeWhile(({ kind }) => kind !== 'lost', true),
    );
  });
}

/** Without events to listen to, a session is open at once and lives from lists alone. */
function messagesOf(docker: DockerApi, events: readonly ObjectKind[]): Observable<WatchMessage> {
  return events.length > 0 ? docker.watch(events) : concat(of({ kind: 'opened' } as const), NEVER);
}

function wakes(message: WatchMessage, resync: number): Observable<Wake> {
  switch (message.kind) {
    case 'opened':
      return concat(of(0), interval(resync)).pipe(map(() => ({ of: 'everything' })));
    case 'event':
      return message.removed ? EMPTY : of(message);
    case 'ended':
      return EMPTY;
    default:
      return absurd(message);
  }
}

function keyOf(wake: Wake): string {
  return wake.of === 'everything' ? wake.of : `${wake.of} ${wake.id}`;
}
