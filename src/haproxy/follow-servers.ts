import {
  asyncScheduler,
  concatMap,
  defer,
  expand,
  firstValueFrom,
  type Observable,
  type Subscription,
  timer,
} from 'rxjs';
import type { DynamicBackend } from '../core/rendered-config.js';
import type { AskWorker } from './ask-worker.js';
import { expectedFailure } from './failure.js';
import { keepServers } from './keep-servers.js';
import { limit } from './limit.js';
import { listening$ } from './listening.js';
import type { NamesOptions } from './names.js';
import { lookupInterval } from './poll-names.js';

/** Keeps up the servers of backends that were added at run time: HAProxy resolves no names for these. */
export interface Followers {
  /** Sees to these backends of this worker from now on, and to no others. */
  follow(backends: Iterable<DynamicBackend>, ask: AskWorker): void;
  stop(): void;
}

/** Milliseconds between two look-ups of a name that has addresses: a task leaves DNS 2 s before it is stopped. */
const period = 1_000;
/**
 * Milliseconds for which addresses are kept since their name was last known, as HAProxy keeps those that it resolves (`hold
 * nx`): no longer than Docker leaves a task after that.
 */
const hold = 2_000;
/** Tries in a row that fail before that is said: a worker that is being replaced may miss some, and is then asked no more. */
const fewTries = 3;
/** Look-ups at a time, whatever the number of backends. */
const lookups = 32;

interface Followed {
  readonly ask: AskWorker;
  readonly work: Subscription;
}

export function createFollowers(options: NamesOptions): Followers {
  const { resolve, scheduler = asyncScheduler } = options;
  const lookUp = limit(lookups, resolve);
  const followed = new Map<string, Followed>();

  const begin = (backend: DynamicBackend, ask: AskWorker): Followed => {
    const look = follower(backend, ask, { ...options, resolve: lookUp, scheduler });
    const again$ = (delay: number): Observable<number> => timer(delay, scheduler).pipe(concatMap(look));
    return { ask, work: defer(look).pipe(expand(again$)).subscribe() };
  };
  const stopOthers = (wanted: ReadonlySet<string>, ask?: AskWorker) => {
    for (const [name, known] of followed) {
      if (wanted.has(name) && known.ask === ask) continue;
      known.work.unsubscribe();
      followed.delete(name);
    }
  };

  return {
    follow: (backends, ask) => {
      const wanted = new Map([...backends].map((backend) => [backend.discovery.backend, backend]));
      stopOthers(new Set(wanted.keys()), ask);
      for (const [name, backend] of wanted) if (!followed.has(name)) followed.set(name, begin(backend, ask));
    },
    stop: () => stopOthers(new Set()),
  };
}

/**
 * Returns what looks once after the servers of a backend, and returns the milliseconds after which to look again. A
 * look-up that fails says nothing about who is there; the worker is asked only when there is something to do.
 */
function follower(
  backend: DynamicBackend,
  ask: AskWorker,
  { resolve, accepts, log, scheduler }: Required<NamesOptions>,
): () => Promise<number> {
  const { hostname, port, backend: name } = backend.discovery;
  const ready = (addresses: readonly string[]) =>
    firstValueFrom(listening$(addresses, [port], accepts, scheduler));
  /** When it was last not known to be gone. */
  let thereAt = scheduler.now();
  let settledFor: string | undefined;
  let isCrowded = false;
  let failures = 0;

  const keep = async (addresses: readonly string[]) => {
    const wanted = [...addresses].sort().join(' ');
    if (wanted === settledFor) return;
    settledFor = undefined;
    const { settled, tooMany } = await keepServers(ask, backend, addresses, ready);
    if (settled) settledFor = wanted;
    if (tooMany > 0 && !isCrowded)
      log.warn({ backend: name, hostname, tooMany }, 'more addresses than servers');
    isCrowded = tooMany > 0;
  };

  return async () => {
    const addresses = await resolve(hostname).catch(() => undefined);
    const now = scheduler.now();
    if (addresses === undefined || addresses.length > 0) thereAt = now;
    if (addresses === undefined) return period;
    const gone = now - thereAt;
    if (addresses.length === 0 && gone < hold) return lookupInterval(gone);
    try {
      await keep(addresses);
      failures = 0;
    } catch (thrown) {
      failures += 1;
      const error = expectedFailure(thrown);
      if (failures === fewTries) log.warn({ backend: name, error }, 'servers not changed');
      return period;
    }
    return addresses.length > 0 ? period : lookupInterval(gone);
  };
}
