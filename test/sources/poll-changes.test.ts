import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { pollChanges } from '../../src/sources/poll-changes.js';
import { marbles } from '../support/marbles.js';

const timing = { interval: 10, settle: 2 };

/** What is seen at each look, one letter a look; the last one stays. */
function lookAt(values: string) {
  let at = 0;
  return () => of(values[Math.min(at++, values.length - 1)] ?? '');
}

describe('polling', () => {
  it.each([
    ['emits what is there at first and nothing while it stays', 'aaa', 'a----------------------------!'],
    ['emits a change when it has come to rest', 'aabb', 'a---------------------b------!'],
    ['waits while something goes on changing', 'abcdd', 'a---------------d------------!'],
    ['says nothing of what is as it was before', 'abaaa', 'a----------------------------!'],
  ])('%s', (_what, values, expected) => {
    marbles(({ expectObservable, time }) => {
      const poll$ = pollChanges(lookAt(values), (a, b) => a === b, timing);
      const end = `${'-'.repeat(time(expected.replace('!', '|')))}!`;
      expectObservable(poll$, end).toBe(expected.replace('!', ''));
    });
  });

  it('starts anew for every subscriber', () => {
    marbles(({ expectObservable }) => {
      const poll$ = pollChanges(
        () => of('a'),
        (a, b) => a === b,
        timing,
      );
      expectObservable(poll$, '---!').toBe('a---');
      expectObservable(poll$, '-^---!').toBe('-a---');
    });
    expect.hasAssertions();
  });
});
