import {
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  delay,
  from,
  map,
  merge,
  mergeMap,
  type Observable,
  of,
  type SchedulerLike,
  Subject,
  startWith,
  switchMap,
  throttle,
  timer,
} from 'rxjs';
import type { Discovery } from '../core/rendered-config.js';
import type { AskWorker } from './ask-worker.js';
import { type Retirement, withEarlyServers } from './early-servers.js';
import { createEarlyService, type EarlyServiceOptions } from './early-service.js';
import { expectedFailure } from './failure.js';
import { pollNames } from './poll-names.js';
import { parseServerStates, type ServerState } from './server-state.js';
import { unresolvedNames } from './unresolved-names.js';

/** Points HAProxy at a service the moment its name appears; left alone HAProxy asks for it once a second. */
export interface Names {
  /** Sees to these names at this worker from now on, and no longer to those it was told before. */
  watch(discovery: readonly Discovery[], ask: AskWorker): void;
  /** Some backend may have lost its last address: looks again which names are missing. */
  review(): void;
  stop(): void;
}

export type NamesOptions = Omit<EarlyServiceOptions, 'scheduler'> & { readonly scheduler?: SchedulerLike };

/** Milliseconds between two looks at all servers. */
const rest = 200;
/** Milliseconds after which a worker is asked again that could not be asked. */
const retry = 1_000;
/** Names that HAProxy finds sooner than it could be told of them. */
const many = 100;
/** Milliseconds that HAProxy gets to find these: it asks for all in one go, once a second. */
const ownLookUp = 1_000;

interface Watched {
  readonly discovery: readonly Discovery[];
  readonly ask: AskWorker;
}

export function createNames(options: NamesOptions): Names {
  const { resolve, log, scheduler = asyncScheduler } = options;
  const polls = pollNames(resolve, scheduler);
  const early = createEarlyService({ ...options, scheduler }, polls.address$);
  const watched$ = new Subject<Watched>();
  const review$ = new Subject<void>();

  /** A worker that cannot be asked is being replaced, and then `watch` is called again; or it is busy. */
  const orLater = (source$: Observable<Retirement>): Observable<Retirement> =>
    source$.pipe(
      catchError((thrown: unknown) => {
        log.debug({ error: expectedFailure(thrown) }, 'worker not asked');
        return timer(retry, scheduler).pipe(map(() => 'missing' as const));
      }),
    );

  /** The last question after all servers, which is a long one with many. */
  let asked: Promise<unknown> = Promise.resolve();
  const states = async (ask: AskWorker): Promise<readonly ServerState[]> => {
    const answer = ask(['show servers state']);
    asked = answer.catch(() => undefined);
    return parseServerStates(await answer);
  };

  let missingBefore = 0;
  /** Emits what HAProxy has; when many names have gone missing at once, after it has had the time to find them by itself. */
  const states$ = (watched: Watched): Observable<readonly ServerState[]> =>
    defer(() => states(watched.ask)).pipe(
      concatMap((states) => {
        const missing = unresolvedNames(watched.discovery, states).size;
        const areMany = missing > missingBefore + many;
        missingBefore = missing;
        return areMany ? timer(ownLookUp, scheduler).pipe(concatMap(() => states$(watched))) : of(states);
      }),
    );

  /** Serves what has no address until HAProxy has found it. */
  const see$ = ({ discovery, ask }: Watched, states: readonly ServerState[]): Observable<Retirement> => {
    const missing = unresolvedNames(discovery, states);
    polls.missing(new Set(missing.keys()));
    const retire$ = (served: Discovery) => early.retire$(served, ask);
    return merge(
      from(withEarlyServers(discovery, states)).pipe(mergeMap((served) => retire$(served).pipe(orLater))),
      from(missing).pipe(
        mergeMap(([hostname, wanted]) =>
          early.serve$(hostname, wanted, ask).pipe(mergeMap(retire$), orLater),
        ),
      ),
    );
  };

  const reviews$ = review$.pipe(
    // Thousands of servers may lose their addresses at once: one question after the other is enough for all.
    throttle(() => from(asked).pipe(delay(rest, scheduler)), { leading: true, trailing: true }),
    startWith(undefined),
  );
  const work = watched$
    .pipe(
      switchMap((watched) =>
        reviews$.pipe(
          switchMap(() =>
            states$(watched).pipe(
              concatMap((states) => see$(watched, states)),
              orLater,
            ),
          ),
        ),
      ),
    )
    .subscribe((become) => {
      if (become === 'missing') review$.next();
    });

  return {
    watch: (discovery, ask) => watched$.next({ discovery, ask }),
    review: () => review$.next(),
    stop: () => work.unsubscribe(),
  };
}
