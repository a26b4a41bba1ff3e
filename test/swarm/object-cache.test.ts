import * as fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { createObjectCache, type Moment } from '../../src/swarm/object-cache.js';
import type { Sighting } from '../../src/swarm/sighting.js';

function seen(id: string, version: number): Sighting<string> {
  return { id, version, fingerprint: String(version), seen: E.right(`${id}@${version}`) };
}

function contents(cache: { sightings(): readonly Sighting<string>[] }) {
  return cache.sightings().map(({ id, version }) => `${id}@${version}`);
}

describe('an object cache', () => {
  it('has what the last list had, and says what changed', () => {
    const cache = createObjectCache<string>();
    expect(cache.list(cache.ask(), [seen('a', 1), seen('b', 1)])).toEqual(['a', 'b']);
    expect(cache.list(cache.ask(), [seen('b', 1), seen('c', 1)])).toEqual(['a', 'c']);
    expect(contents(cache)).toEqual(['b@1', 'c@1']);
  });

  it('keeps the object itself where the version is the same', () => {
    const cache = createObjectCache<string>();
    cache.list(cache.ask(), [seen('a', 1)]);
    const [before] = cache.sightings();
    expect(cache.put(cache.ask(), seen('a', 1))).toBe(false);
    expect(cache.sightings()[0]).toBe(before);
  });

  it('does not let an older answer overwrite a newer one', () => {
    const cache = createObjectCache<string>();
    const slowList = cache.ask();
    cache.put(cache.ask(), seen('a', 2));
    expect(cache.list(slowList, [seen('a', 1)])).toEqual([]);
    expect(contents(cache)).toEqual(['a@2']);
  });

  it('does not let a list bring back what was removed after it was asked', () => {
    const cache = createObjectCache<string>();
    cache.list(cache.ask(), [seen('a', 1)]);
    const slowList = cache.ask();
    expect(cache.remove('a')).toBe(true);
    expect(cache.list(slowList, [seen('a', 1)])).toEqual([]);
    expect(contents(cache)).toEqual([]);
  });

  it('does not let a look bring back what was removed after it was asked, even before anyone saw it', () => {
    const cache = createObjectCache<string>();
    const slowLook = cache.ask();
    expect(cache.remove('a')).toBe(false);
    expect(cache.put(slowLook, seen('a', 1))).toBe(false);
    expect(contents(cache)).toEqual([]);
  });

  it('does not let a look bring back what a list meanwhile had no more', () => {
    const cache = createObjectCache<string>();
    cache.list(cache.ask(), [seen('a', 1)]);
    const slowLook = cache.ask();
    cache.list(cache.ask(), []);
    expect(cache.put(slowLook, seen('a', 1))).toBe(false);
  });

  it('does not let a list take away what was first seen after it was asked', () => {
    const cache = createObjectCache<string>();
    const slowList = cache.ask();
    cache.put(cache.ask(), seen('new', 1));
    expect(cache.list(slowList, [])).toEqual([]);
    expect(contents(cache)).toEqual(['new@1']);
  });

  it('believes a later list that says a removed object is there', () => {
    const cache = createObjectCache<string>();
    cache.remove('a');
    expect(cache.list(cache.ask(), [seen('a', 1)])).toEqual(['a']);
  });

  it('believes lower versions after it started over, as from an engine restored from a backup', () => {
    const cache = createObjectCache<string>();
    cache.list(cache.ask(), [seen('a', 9)]);
    cache.startOver();
    expect(cache.list(cache.ask(), [seen('a', 3)])).toEqual(['a']);
    expect(contents(cache)).toEqual(['a@3']);
  });

  it('ends with the truth, and never goes back on its way there, whatever overtakes what', () =>
    fc.assert(
      fc.property(fc.array(step, { minLength: 20, maxLength: 60 }), (steps) => {
        const { cache, truth } = play(steps);
        cache.list(cache.ask(), truth());
        expect(contents(cache).sort()).toEqual(
          truth()
            .map(({ id, version }) => `${id}@${version}`)
            .sort(),
        );
      }),
      { numRuns: 2000 },
    ));
});

type Step = readonly [
  'create' | 'update' | 'remove' | 'tell' | 'look' | 'list' | 'observe' | 'answer',
  number,
];
const verb = fc.constantFrom<Step[0]>(
  'create',
  'update',
  'remove',
  'tell',
  'look',
  'list',
  'observe',
  'answer',
);
const step: fc.Arbitrary<Step> = fc.tuple(verb, fc.nat(3));

interface Question {
  readonly asked: Moment;
  readonly of: string;
  readonly listsBefore: number;
  observed: readonly Sighting<string>[] | undefined;
}

/** Plays a history of a swarm, in which questions are answered in any order with what was true at any time meanwhile. */
function play(steps: readonly Step[]) {
  const cache = createObjectCache<string>();
  const objects = new Map<string, number>();
  const names = ['0', '1', '2', '3'];
  const removals: string[] = [];
  let questions: Question[] = [];
  let version = 0;
  let lists = 0;
  const truth = () => [...objects].map(([id, v]) => seen(id, v));
  const observe = (question: Question) => {
    question.observed ??= truth().filter(({ id }) => question.of === 'everything' || question.of === id);
  };
  const ask = (of: string) => {
    questions.push({ asked: cache.ask(), of, listsBefore: lists, observed: undefined });
  };
  const answer = (question: Question) => {
    observe(question);
    questions = questions.filter((other) => other !== question);
    const [object] = question.observed ?? [];
    if (question.of === 'everything') cache.list(question.asked, question.observed ?? []);
    else if (object === undefined && !objects.has(question.of)) cache.remove(question.of);
    else if (object !== undefined) cache.put(question.asked, object);
  };
  const known = new Map<string, number>();
  const gone = new Set<string>();

  for (const [verb, number] of steps) {
    const id = names[number] ?? '';
    const question = questions[number % Math.max(questions.length, 1)];
    if (verb === 'create' && !objects.has(id)) objects.set(id, ++version);
    if (verb === 'update' && objects.has(id)) objects.set(id, ++version);
    if (verb === 'remove' && objects.delete(id)) {
      removals.push(id);
      // IDs are not used twice.
      names[number] = `${id}'`;
    }
    if (verb === 'tell') {
      const removed = removals.shift();
      if (removed !== undefined) cache.remove(removed);
      if (removed !== undefined) gone.add(removed);
    }
    if (verb === 'look') ask(id);
    if (verb === 'list' && !questions.some(({ of }) => of === 'everything')) {
      lists += 1;
      ask('everything');
      // A question times out before the second list after it.
      questions = questions.filter(({ listsBefore }) => lists - listsBefore < 2);
    }
    if (verb === 'observe' && question) observe(question);
    if (verb === 'answer' && question) answer(question);

    const present = cache.sightings().map(({ id }) => id);
    for (const id of known.keys()) if (objects.has(id)) expect(present).toContain(id);
    for (const { id, version = 0 } of cache.sightings()) {
      expect(version).toBeGreaterThanOrEqual(known.get(id) ?? 0);
      expect(gone).not.toContain(id);
      known.set(id, version);
    }
  }
  return { cache, truth };
}
