import { NEVER, startWith } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it } from 'vitest';
import { forEachMember, members$ } from '../../src/distribution/members.js';

const lookups = { n: [], a: ['1'], b: ['2'], c: ['1', '2'] };

function marbles(test: Parameters<TestScheduler['run']>[0]) {
  new TestScheduler((actual, expected) => expect(actual).toEqual(expected)).run(test);
}

describe('the members of a name', () => {
  it('join with the first look-up that has them, and leave after three without', () => {
    marbles(({ cold, expectObservable }) => {
      const sets = { n: new Set(), a: new Set(['1']), b: new Set(['2']), c: new Set(['1', '2']) };
      expectObservable(members$(cold('nacbbb', lookups))).toBe('nacccb', sets);
    });
  });

  it('stay when they are back in time', () => {
    marbles(({ cold, expectObservable }) => {
      const sets = { a: new Set(['1']), n: new Set() };
      expectObservable(members$(cold('annannn', lookups))).toBe('aaaaaan', sets);
    });
  });

  it('are each followed from joining to leaving', () => {
    const left: string[] = [];
    marbles(({ cold, expectObservable }) => {
      const sets = { n: new Set<string>(), a: new Set(['1']), b: new Set(['2']), c: new Set(['1', '2']) };
      const followed$ = forEachMember(
        cold('aacbna', sets),
        (address) => NEVER.pipe(startWith(address)),
        (address) => left.push(address),
      );
      expectObservable(followed$).toBe('1-2--1');
    });
    expect(left).toEqual(['1', '2']);
  });
});
