import { withoutClashes } from '../core/desired-state.js';
import { noMoreOpen } from '../core/no-more-open.js';
import type { Problem } from '../core/problem.js';
import type { Quarantined } from '../core/quarantined.js';
import type { ServiceSpec } from '../core/services/service-spec.js';
import type { Clock } from '../ports.js';
import { quarantineProblem } from './quarantine-problem.js';
import { isSame, meaning, type Version, versionsOf } from './versions.js';

interface Entry {
  readonly since: number;
  /** What is not tried again: another version is. */
  readonly refused: Version;
  readonly message: string;
  /** Empty: there is none, or it cannot stand in. */
  readonly lastGood: Version;
  /** There is one, which lets in what the refused one does not. */
  readonly isUnsafe: boolean;
}

/** Which services HAProxy refused, and what is served of them and of those that are held back meanwhile. */
export interface Quarantine {
  /** Returns what of these to give to HAProxy. Those that are held stay as they are served. */
  chosen(wanted: readonly ServiceSpec[], held: ReadonlySet<string>): readonly ServiceSpec[];
  /** Returns the names of those that are chosen as they are wanted, and not served like that. */
  suspects(wanted: readonly ServiceSpec[], held: ReadonlySet<string>): readonly string[];
  /**
   * Returns whether these faults would leave nobody of several services, though all are as they were served: then settings or files
   * are to blame, such as a base template without the resolvers that all need.
   */
  isNobodys(wanted: readonly ServiceSpec[], faults: ReadonlyMap<string, string>): boolean;
  /** Puts services (name → HAProxy's words) of these into quarantine; those that are in it lose their last good version. */
  refuse(wanted: readonly ServiceSpec[], faults: ReadonlyMap<string, string>): void;
  /** Takes note of the versions from before this start. */
  remember(specs: readonly ServiceSpec[]): void;
  /** Takes note of what HAProxy serves. Whoever is among it as wanted is in quarantine no more. */
  served(specs: readonly ServiceSpec[], wanted: readonly ServiceSpec[], held: ReadonlySet<string>): void;
  /** Returns who is in quarantine, by name. */
  list(): readonly Quarantined[];
  problems(): readonly Problem[];
}

/**
 * Returns an empty quarantine. Versions are told apart by identity: one that was parsed anew, as after a change of files, is
 * tried again. What is remembered of services are those that are served now, and the refused versions of those that exist.
 */
export function createQuarantine(clock: Clock): Quarantine {
  const entries = new Map<string, Entry>();
  let servedNow: readonly ServiceSpec[] = [];
  /** Served before this start, of services that nothing has been served of since. */
  let remembered: readonly ServiceSpec[] = [];

  function isRefused(name: string, version: Version): boolean {
    return isSame(entries.get(name)?.refused, version);
  }

  const lastServed = (name: string): Version =>
    versionsOf(servedNow).get(name) ?? versionsOf(remembered).get(name) ?? [];

  function refuse(name: string, version: Version, message: string): void {
    const before = entries.get(name);
    const since = before?.since ?? clock();
    if (before !== undefined && isRefused(name, version)) {
      entries.set(name, { ...before, lastGood: [] });
      return;
    }
    const lastGood = lastServed(name);
    const isNew = meaning(lastGood) !== meaning(version);
    const isSafe = lastGood.every((was) =>
      version.some((one) => one.aclName === was.aclName && noMoreOpen(was, one)),
    );
    entries.set(name, {
      since,
      refused: version,
      message: before !== undefined && isAlike(before.message, message) ? before.message : message,
      lastGood: isNew && isSafe ? lastGood : [],
      isUnsafe: !isSafe,
    });
  }

  const servesOf = (name: string): Quarantined['serves'] =>
    versionsOf(servedNow).has(name) ? 'last_good' : 'nothing';
  const sorted = () => [...entries].sort(([a], [b]) => (a < b ? -1 : 1));

  return {
    chosen: (wanted, held) => {
      if (entries.size === 0 && held.size === 0) return wanted;
      const asWanted: ServiceSpec[] = [];
      const asServed: ServiceSpec[] = [];
      for (const [name, version] of versionsOf(wanted)) {
        if (isRefused(name, version)) asServed.push(...(entries.get(name)?.lastGood ?? []));
        else if (held.has(name)) asServed.push(...(versionsOf(servedNow).get(name) ?? []));
        else asWanted.push(...version);
      }
      // What is old gives way to what is wanted.
      return asServed.length === 0 ? asWanted : withoutClashes([...asWanted, ...asServed]).specs;
    },
    suspects: (wanted, held) =>
      [...versionsOf(wanted)].flatMap(([name, version]) => {
        const isTried = !held.has(name) && !isRefused(name, version);
        return isTried && !isSame(versionsOf(servedNow).get(name), version) ? [name] : [];
      }),
    isNobodys: (wanted, faults) => {
      const versions = [...versionsOf(wanted)];
      return (
        versions.length > 1 &&
        versions.every(
          ([name, version]) =>
            (faults.has(name) || isRefused(name, version)) && meaning(lastServed(name)) === meaning(version),
        )
      );
    },
    refuse: (wanted, faults) => {
      for (const [name, message] of faults) {
        const version = versionsOf(wanted).get(name);
        if (version !== undefined) refuse(name, version, message);
      }
    },
    remember: (specs) => {
      remembered = specs;
    },
    served: (specs, wanted, held) => {
      servedNow = specs;
      remembered = remembered.filter(({ serviceName }) => held.has(serviceName));
      for (const name of entries.keys()) {
        const version = versionsOf(wanted).get(name);
        if (version === undefined || !(held.has(name) || isRefused(name, version))) entries.delete(name);
      }
    },
    list: () =>
      sorted().map(([service, { since, message }]) => ({
        service,
        since,
        serves: servesOf(service),
        message,
      })),
    problems: () =>
      sorted().map(([service, entry]) => quarantineProblem({ ...entry, service, serves: servesOf(service) })),
  };
}

/** Whether HAProxy says the same, if of another line: the same trouble is not reported twice. */
function isAlike(one: string, other: string): boolean {
  const text = (message: string) => message.replaceAll(/haproxy\.cfg:\d+/g, 'haproxy.cfg');
  return text(one) === text(other);
}
