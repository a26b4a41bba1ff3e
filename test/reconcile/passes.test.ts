import { of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { passes } from '../../src/reconcile/passes.js';
import { marbles } from '../support/marbles.js';

const timing = { debounce: 2, retryFrom: 3, retryTo: 6 };
const ok = { kind: 'noop' } as const;
const failed = { kind: 'failed' } as const;

describe('passes', () => {
  it('tries a failed pass again with back-off that stops growing, and starts over after a success', () => {
    marbles(({ cold, expectObservable }) => {
      const results = [failed, failed, failed, ok, failed, ok];
      const pass = () => of(results.shift() ?? ok);
      const values = { f: failed, o: ok };
      //                     first fails; again after 3, 6 and 6; a trigger; again after 3
      expectObservable(passes(cold('a-----------------------b'), pass, timing), '40ms !').toBe(
        'f--f-----f-----o--------f--o',
        values,
      );
    });
  });

  it('does not wait for the back-off when a trigger comes first', () => {
    marbles(({ cold, expectObservable }) => {
      const results = [failed, ok];
      expectObservable(
        passes(cold('a--b'), () => of(results.shift() ?? ok), { ...timing, retryFrom: 9 }),
        '30ms !',
      ).toBe('f--o', { f: failed, o: ok });
    });
  });

  it('goes on soon with what is unfinished, without back-off', () => {
    marbles(({ cold, expectObservable }) => {
      const unfinished = { kind: 'reload', unfinished: true } as const;
      const results = [unfinished, unfinished, unfinished, ok];
      const pass = () => of(results.shift() ?? ok);
      expectObservable(passes(cold('a'), pass, timing), '30ms !').toBe('u--u--u--o', {
        u: unfinished,
        o: ok,
      });
    });
  });

  it('does nothing where nothing asks', () => {
    marbles(({ cold, flush }) => {
      let runs = 0;
      passes(
        cold('-'),
        () => {
          runs += 1;
          return of(ok);
        },
        timing,
      ).subscribe();
      flush();
      expect(runs).toBe(0);
    });
  });
});
