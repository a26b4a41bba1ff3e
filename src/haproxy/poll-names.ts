import { defer, finalize, first, type Observable, repeat, type SchedulerLike, share, timer } from 'rxjs';
import type { Resolve } from '../ports.js';
import { limit } from './limit.js';

/** Looks names up until they are known. */
export interface NamePolls {
  /** Emits the addresses of a name as soon as it has some, and completes. */
  address$(hostname: string): Observable<readonly string[]>;
  /** These names are the missing ones: the others' age begins anew when they are missing again. */
  missing(hostnames: ReadonlySet<string>): void;
}

/** Look-ups under way at a time, whatever the number of names. */
const lookups = 32;
/** Milliseconds a poll goes on with nobody waiting for it: longer than a change of configuration takes. */
const handover = 1_000;

/** Returns the milliseconds between two look-ups of a name that has been missing for `age` ms. */
export function lookupInterval(age: number): number {
  if (age < 10_000) return 50;
  return age < 60_000 ? 250 : 1_000;
}

/**
 * Returns the polls. There is one a name, and it goes on while those who wait for it change: look-ups that were begun
 * anew with every configuration would pile up behind a slow DNS, and hold on to all these configurations.
 */
export function pollNames(resolve: Resolve, scheduler: SchedulerLike): NamePolls {
  const lookUp = limit(lookups, (hostname: string) => resolve(hostname).catch(() => []));
  const missingSince = new Map<string, number>();
  const polls = new Map<string, Observable<readonly string[]>>();

  const poll$ = (hostname: string) => {
    const since = missingSince.get(hostname) ?? scheduler.now();
    missingSince.set(hostname, since);
    return defer(() => lookUp(hostname)).pipe(
      repeat({ delay: () => timer(lookupInterval(scheduler.now() - since), scheduler) }),
      first((addresses) => addresses.length > 0),
      finalize(() => polls.delete(hostname)),
      share({ resetOnRefCountZero: () => timer(handover, scheduler) }),
    );
  };

  return {
    address$: (hostname) => {
      const poll = polls.get(hostname) ?? poll$(hostname);
      polls.set(hostname, poll);
      return poll;
    },
    missing: (hostnames) => {
      for (const name of missingSince.keys()) if (!hostnames.has(name)) missingSince.delete(name);
    },
  };
}
