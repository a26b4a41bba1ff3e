import { defer, map, timer } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { runExclusive } from '../../src/reconcile/run-exclusive.js';
import { marbles } from '../support/marbles.js';

describe('runExclusive', () => {
  it('folds the triggers that come during a run into one more run right after it', () => {
    marbles(({ cold, expectObservable }) => {
      const trigger$ = cold('a-bc------d----|');
      const run$ = runExclusive(trigger$, () => cold('---(x|)'));
      expectObservable(run$).toBe('---x--x------x-|');
    });
  });

  it('never runs twice at a time, however fast triggers come', () => {
    marbles(({ cold, flush }) => {
      let running = 0;
      let most = 0;
      const work = () =>
        defer(() => {
          running += 1;
          most = Math.max(most, running);
          return timer(3).pipe(
            map(() => {
              running -= 1;
            }),
          );
        });
      runExclusive(cold('abcdefgh|'), work).subscribe();
      flush();
      expect(most).toBe(1);
      expect(running).toBe(0);
    });
  });
});
