import { asyncScheduler } from 'rxjs';
import { describe, it } from 'vitest';
import { listening$ } from '../../src/haproxy/listening.js';
import { marbles } from '../support/marbles.js';

describe('addresses whose program may not listen yet', () => {
  it('are those that accept connections on one of the ports, as soon as there is one', () =>
    marbles(({ cold, expectObservable }) => {
      const accepts = (address: string, port: number) =>
        cold('(a|)', { a: asyncScheduler.now() >= 40 && address === 'b' && port === 2 });
      const found$ = listening$(['a', 'b'], [1, 2], accepts, asyncScheduler);
      expectObservable(found$).toBe('40ms (x|)', { x: ['b'] });
    }));

  it('are all of them after a second, when none does, or none says so', () =>
    marbles(({ cold, expectObservable }) => {
      const refusing$ = listening$(['a', 'b'], [1], () => cold('(a|)', { a: false }), asyncScheduler);
      const silent$ = listening$(['a', 'b'], [1], () => cold('-'), asyncScheduler);
      expectObservable(refusing$).toBe('1s (x|)', { x: ['a', 'b'] });
      expectObservable(silent$).toBe('1s (x|)', { x: ['a', 'b'] });
    }));
});
