import {
  asyncScheduler,
  catchError,
  concatMap,
  defer,
  delay,
  EMPTY,
  first,
  from,
  map,
  merge,
  mergeAll,
  mergeMap,
  type Observable,
  repeat,
  type SchedulerLike,
  Subject,
  startWith,
  switchMap,
  tap,
  throttle,
  timer,
} from 'rxjs';
import type { Discovery } from '../core/rendered-config.js';
import type { Logger, Resolve } from '../ports.js';
import type { AskWorker } from './ask-worker.js';
import { addEarlyServers, type Retirement, retireEarlyServers, withEarlyServers } from './early-servers.js';
import { expectedFailure } from './failure.js';
import { limit } from './limit.js';
import { listening$ } from './listening.js';
import { pollNames } from './poll-names.js';
import { parseServerStates } from './server-state.js';
import { unresolvedNames } from './unresolved-names.js';

/** Points HAProxy at a service the moment its name appears; left alone HAProxy asks for it once a second. */
export interface Names {
  /** Sees to these names at this worker from now on, and no longer to those it was told before. */
  watch(discovery: readonly Discovery[], ask: AskWorker): void;
  /** Some backend may have lost its last address: looks again which names are missing. */
  review(): void;
  stop(): void;
}

export interface NamesOptions {
  readonly resolve: Resolve;
  /** Whether something accepts connections there. */
  readonly accepts: (address: string, port: number) => Promise<boolean>;
  readonly log: Logger;
  readonly scheduler?: SchedulerLike;
}

/** Milliseconds between two tries to let early servers go. */
const retirement = 1_000;
/** Milliseconds between two looks at all servers. */
const rest = 200;
/** At a time, of names that have early servers. */
const lookups = 32;
/** How many tries a name may be missing for: as long as HAProxy keeps the addresses of one that is (`hold nx`). */
const patience = 2;

interface Watched {
  readonly discovery: readonly Discovery[];
  readonly ask: AskWorker;
}

export function createNames({ resolve, accepts, log, scheduler = asyncScheduler }: NamesOptions): Names {
  const polls = pollNames(resolve, scheduler);
  const lookUp = limit(lookups, (hostname: string) => resolve(hostname).catch(() => undefined));
  const watched$ = new Subject<Watched>();
  const review$ = new Subject<void>();

  /** Serves a missing name once it is known and somebody listens there; emits those that are served by early servers then. */
  const serve$ = (hostname: string, wanted: readonly Discovery[], ask: AskWorker): Observable<Discovery> =>
    polls.address$(hostname).pipe(
      concatMap((addresses) => listening$(addresses, portsOf(wanted), accepts, scheduler)),
      concatMap(async (addresses) => {
        const { served, refusals } = await addEarlyServers(ask, wanted, addresses);
        const backends = served.map(({ backend }) => backend);
        if (backends.length > 0) log.info({ hostname, addresses, backends }, 'name found');
        if (refusals.length > 0) log.debug({ hostname, refusals }, 'early servers refused');
        return served;
      }),
      mergeAll(),
    );

  /** A task may end before HAProxy has found its name: who served it on would serve the dead. */
  const retire$ = (served: Discovery, ask: AskWorker): Observable<Retirement> => {
    let misses = 0;
    const retire = async () => {
      const addresses = await lookUp(served.hostname);
      misses = addresses?.length === 0 ? misses + 1 : 0;
      return await retireEarlyServers(ask, served, misses >= patience);
    };
    return timer(retirement, scheduler).pipe(
      concatMap(retire),
      repeat(),
      first((become) => become !== 'there'),
      tap((become) => {
        if (become === 'missing') review$.next();
      }),
    );
  };

  /** A worker that cannot be asked is being replaced, and then `watch` is called again. */
  const untilReplaced = <A>(source$: Observable<A>): Observable<A> =>
    source$.pipe(
      catchError((thrown: unknown) => {
        log.debug({ error: expectedFailure(thrown) }, 'worker not asked');
        return EMPTY;
      }),
    );

  /** The last question after all servers, which is a long one with many. */
  let asked: Promise<unknown> = Promise.resolve();
  const states = async (ask: AskWorker): Promise<string> => {
    const answer = ask(['show servers state']);
    asked = answer.catch(() => undefined);
    return await answer;
  };

  const see$ = ({ discovery, ask }: Watched): Observable<unknown> =>
    defer(() => states(ask)).pipe(
      map(parseServerStates),
      concatMap((states) => {
        const missing = unresolvedNames(discovery, states);
        polls.missing(new Set(missing.keys()));
        const served$ = from(missing).pipe(
          mergeMap(([hostname, wanted]) => serve$(hostname, wanted, ask).pipe(untilReplaced)),
        );
        return merge(from(withEarlyServers(discovery, states)), served$);
      }),
      mergeMap((served) => retire$(served, ask).pipe(untilReplaced)),
      untilReplaced,
    );

  const work = watched$
    .pipe(
      switchMap((watched) =>
        review$.pipe(
          // Thousands of servers may lose their addresses at once: one question after the other is enough for all.
          throttle(() => from(asked).pipe(delay(rest, scheduler)), { leading: true, trailing: true }),
          startWith(undefined),
          switchMap(() => see$(watched)),
        ),
      ),
    )
    .subscribe();

  return {
    watch: (discovery, ask) => watched$.next({ discovery, ask }),
    review: () => review$.next(),
    stop: () => work.unsubscribe(),
  };
}

function portsOf(discovery: readonly Discovery[]): readonly number[] {
  return [...new Set(discovery.map(({ port }) => port))];
}
