import type { Sighting } from './sighting.js';

/** The moment something was asked, in the cache's own counting. */
export type Moment = number;

/**
 * What is known of the objects of one kind, put together from answers and events that may overtake each other.
 *
 * What must stay true:
 * - An answer never brings back an older version of an object, nor an object that was removed after the question was
 *   asked. IDs are not used twice, so an object that is gone stays gone for every question that is still open.
 * - A list that was asked before an object was first seen does not take it away.
 * - After `startOver` answers win whatever their version: an engine that was restored from a backup counts from an
 *   earlier number again. Questions from before must not be answered any more.
 */
export interface ObjectCache<A> {
  /** To be called just before a question is asked, and handed back with the answer. */
  ask(): Moment;
  /** Takes the answer to "what is there?". Returns the IDs that it changed. */
  list(asked: Moment, sightings: readonly Sighting<A>[]): readonly string[];
  /** Takes the answer to "what is this?". Says whether it changed something. */
  put(asked: Moment, sighting: Sighting<A>): boolean;
  /** Takes the news that an object is gone. Says whether it was there. */
  remove(id: string): boolean;
  startOver(): void;
  sightings(): readonly Sighting<A>[];
}

/** An object that is there, or that is known to be gone, and when that was learned. */
interface Entry<A> {
  readonly sighting: Sighting<A> | undefined;
  readonly learned: Moment;
}

export function createObjectCache<A>(): ObjectCache<A> {
  const entries = new Map<string, Entry<A>>();
  let now: Moment = 0;
  let started: Moment = 0;
  let listed: Moment = 0;

  function learn(id: string, sighting: Sighting<A> | undefined): void {
    entries.set(id, { sighting, learned: now });
  }

  function accept(asked: Moment, sighting: Sighting<A>): boolean {
    const known = entries.get(sighting.id);
    if (known !== undefined && known.sighting === undefined && known.learned > asked) return false;
    if (known?.sighting !== undefined && known.learned > started && isOlder(sighting, known.sighting)) {
      return false;
    }
    const changed = known?.sighting?.fingerprint !== sighting.fingerprint;
    // The object itself is kept where it says the same, so that whoever remembers results by object can go on.
    learn(sighting.id, changed ? sighting : known.sighting);
    return changed;
  }

  /** Old news of removal is needed while a question from before it may be open: until the list after the next one. */
  function forgetRemovals(before: Moment): void {
    for (const [id, { sighting, learned }] of entries) {
      if (sighting === undefined && learned < before) entries.delete(id);
    }
  }

  return {
    ask: () => ++now,
    list(asked, sightings) {
      now += 1;
      const present = new Set(sightings.map(({ id }) => id));
      const gone = [...entries].filter(
        ([id, { sighting, learned }]) => sighting !== undefined && !present.has(id) && learned < asked,
      );
      for (const [id] of gone) learn(id, undefined);
      forgetRemovals(listed);
      listed = asked;
      const changed = sightings.filter((sighting) => accept(asked, sighting));
      return [...gone.map(([id]) => id), ...changed.map(({ id }) => id)];
    },
    put(asked, sighting) {
      now += 1;
      return accept(asked, sighting);
    },
    remove(id) {
      now += 1;
      const wasThere = entries.get(id)?.sighting !== undefined;
      learn(id, undefined);
      return wasThere;
    },
    startOver() {
      started = ++now;
      forgetRemovals(started);
    },
    sightings: () => [...entries.values()].flatMap(({ sighting }) => sighting ?? []),
  };
}

function isOlder(a: Sighting<unknown>, b: Sighting<unknown>): boolean {
  return a.version !== undefined && b.version !== undefined && a.version < b.version;
}
