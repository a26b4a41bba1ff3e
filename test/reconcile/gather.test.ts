import { describe, it } from 'vitest';
import { gather } from '../../src/reconcile/gather.js';
import { marbles } from '../support/marbles.js';

describe('gather', () => {
  it('lets the first trigger after a quiet time through at once', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('a-------b|').pipe(gather(5))).toBe('a-------b|');
    });
  });

  it('gathers a burst into one more trigger at the end of the window', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('abcd----------|').pipe(gather(5))).toBe('a----d--------|');
    });
  });

  it('is not starved by triggers that never cease', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(cold('abcdefghijkl----').pipe(gather(5))).toBe('a----f----k----l');
    });
  });
});
