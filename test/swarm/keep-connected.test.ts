import { defer } from 'rxjs';
import { describe, it } from 'vitest';
import type { WaggleError } from '../../src/errors.js';
import { keepConnected } from '../../src/swarm/keep-connected.js';
import type { Report } from '../../src/swarm/refresh.js';
import { marbles } from '../support/marbles.js';

const unreachable: WaggleError = { _tag: 'DockerUnreachable', endpoint: 'e', detail: 'd' };
const reports: Record<string, Report> = {
  x: { kind: 'lost', error: unreachable },
  n: { kind: 'lost', error: { _tag: 'NotAManager', endpoint: 'e' } },
  l: { kind: 'listed', changed: false, missed: 0 },
  e: { kind: 'heard', changed: false },
};

describe('keepConnected', () => {
  it('waits twice as long after every session that comes to nothing, and never longer than ten seconds', () => {
    marbles(({ cold, expectObservable }) => {
      const session$ = cold('(x|)', reports);
      expectObservable(keepConnected(session$), '40s !').toBe(
        'x 249ms x 499ms x 999ms x 1999ms x 3999ms x 7999ms x 9999ms x 9999ms x',
        reports,
      );
    });
  });

  it.each([
    ['a good list', 'l'],
    ['an event', 'e'],
  ])('resets the delay after %s', (_, good) => {
    marbles(({ cold, expectObservable }) => {
      const sessions = ['(x|)', '(x|)', `(${good}x|)`, '(x|)', '-'];
      const session$ = defer(() => cold(sessions.shift() ?? '-', reports));
      expectObservable(keepConnected(session$), '5s !').toBe(
        `x 249ms x 499ms (${good}x) 246ms x 499ms -`,
        reports,
      );
    });
  });

  it('asks an engine that is no manager only now and then', () => {
    marbles(({ cold, expectObservable }) => {
      expectObservable(keepConnected(cold('(n|)', reports)), '25s !').toBe('n 9999ms n 9999ms n', reports);
    });
  });
});
