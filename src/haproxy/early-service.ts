import {
  concatMap,
  defer,
  filter,
  finalize,
  first,
  mergeAll,
  type Observable,
  repeat,
  type SchedulerLike,
  timer,
} from 'rxjs';
import type { Discovery } from '../core/rendered-config.js';
import type { Logger, Resolve } from '../ports.js';
import type { AskWorker } from './ask-worker.js';
import { addEarlyServers, type Retirement, retireEarlyServers } from './early-servers.js';
import { limit } from './limit.js';
import { listening$ } from './listening.js';

/** Serves names by early servers, and takes these away when they are no longer needed. */
export interface EarlyService {
  /**
   * Serves a name once it is known and somebody listens there; emits what is served by early servers then. Nothing, when
   * there are too many already: HAProxy finds thousands of names sooner than it could be told of them.
   */
  serve$(hostname: string, wanted: readonly Discovery[], ask: AskWorker): Observable<Discovery>;
  /** Emits once what became of a backend's early servers, when they are gone. */
  retire$(served: Discovery, ask: AskWorker): Observable<Retirement>;
}

export interface EarlyServiceOptions {
  readonly resolve: Resolve;
  /** Whether something accepts connections there. */
  readonly accepts: (address: string, port: number) => Promise<boolean>;
  readonly log: Logger;
  readonly scheduler: SchedulerLike;
}

/** Names that come, and backends with early servers, at a time. */
const most = 100;
/** Milliseconds between two tries to let early servers go. */
const retirement = 1_000;
/** At a time, of names that have early servers. */
const lookups = 32;
/** How many tries a name may be missing for: as long as HAProxy keeps the addresses of one that is (`hold nx`). */
const patience = 2;

/** `address$` emits once, when a name is known. */
export function createEarlyService(
  { resolve, accepts, log, scheduler }: EarlyServiceOptions,
  address$: (hostname: string) => Observable<readonly string[]>,
): EarlyService {
  const lookUp = limit(lookups, (hostname: string) => resolve(hostname).catch(() => undefined));

  let busy = 0;
  const counted = <A>(work$: Observable<A>): Observable<A> =>
    defer(() => {
      busy += 1;
      return work$.pipe(finalize(() => (busy -= 1)));
    });

  const serve$: EarlyService['serve$'] = (hostname, wanted, ask) => {
    const add = async (addresses: readonly string[]) => {
      const { served, refusals } = await addEarlyServers(ask, wanted, addresses);
      const backends = served.map(({ backend }) => backend);
      if (backends.length > 0) log.info({ hostname, addresses, backends }, 'name found');
      if (refusals.length > 0) log.debug({ hostname, refusals }, 'early servers refused');
      return served;
    };
    const listening = (addresses: readonly string[]) =>
      listening$(addresses, portsOf(wanted), accepts, scheduler);
    return address$(hostname).pipe(
      filter(() => busy < most),
      concatMap((addresses) => counted(listening(addresses).pipe(concatMap(add)))),
      mergeAll(),
    );
  };

  /** A task may end before HAProxy has found its name: who served it on would serve the dead. */
  const retire$: EarlyService['retire$'] = (served, ask) => {
    let misses = 0;
    const retire = async () => {
      const addresses = await lookUp(served.hostname);
      misses = addresses?.length === 0 ? misses + 1 : 0;
      return await retireEarlyServers(ask, served, misses >= patience);
    };
    return counted(timer(retirement, scheduler).pipe(concatMap(retire), repeat())).pipe(
      first((become) => become !== 'there'),
    );
  };

  return { serve$, retire$ };
}

function portsOf(discovery: readonly Discovery[]): readonly number[] {
  return [...new Set(discovery.map(({ port }) => port))];
}
