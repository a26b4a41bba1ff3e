import { describe, it } from 'vitest';
import { oneAtATime } from '../../src/swarm/one-at-a-time.js';
import { marbles } from '../support/marbles.js';

const key = (wake: string) => wake;

describe('oneAtATime', () => {
  it('works on a key once, and once more when it came again meanwhile', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const wake$ = hot('  -a-a-a-------a--|');
      const work = () => cold('---x|');
      expectObservable(wake$.pipe(oneAtATime(key, work, 8))).toBe('----x---x-------x|');
    });
  });

  it('works on different keys at the same time', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const wake$ = hot('  -(ab)----|');
      const work = (wake: string) => cold('---x|', { x: wake });
      expectObservable(wake$.pipe(oneAtATime(key, work, 8))).toBe('----(ab)-|');
    });
  });

  it('works on no more keys at a time than it may, and on a key that waits only once', () => {
    marbles(({ hot, cold, expectObservable }) => {
      const wake$ = hot('  -abb-----|');
      const work = (wake: string) => cold('---x|', { x: wake });
      expectObservable(wake$.pipe(oneAtATime(key, work, 1))).toBe('----a---b|');
    });
  });
});
