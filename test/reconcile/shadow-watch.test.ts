import { describe, expect, it } from 'vitest';
import type { Routing } from '../../src/core/routing/routing.js';
import { createShadowWatch } from '../../src/reconcile/shadow-watch.js';
import { marbles } from '../support/marbles.js';
import { recordingLogger } from '../support/recording-logger.js';
import { routingOf } from '../support/routing.js';

const service = (serviceName: string, servicePath: string) => ({ serviceName, port: '80', servicePath });
const clear = routingOf([service('a', '/a'), service('b', '/b')]);
const collided = routingOf([service('a', '/a'), service('b', '/a')]);

function watch() {
  const log = recordingLogger();
  const counts: number[] = [];
  const { shadowed, follow } = createShadowWatch(log, {
    shadowedRoutesSeen: (count) => void counts.push(count),
  });
  return { log, counts, shadowed, follow };
}

describe('the watch over shadowed routes', () => {
  it('tells of each when it appears and when it is gone, and of nothing in between', () => {
    const { log, counts, follow } = watch();
    marbles(({ cold, expectObservable }) => {
      const values = { c: clear, x: collided, y: { ...collided }, u: undefined };
      const routing$ = cold<Routing | undefined>('u 1s c 1s x 1s y 1s c 1s x', values);
      expectObservable(follow(routing$), '9s !').toBe('');
    });
    const shadowed = {
      service: 'b',
      backend: 'b-be80_0',
      by: 'a',
      words: expect.stringContaining('service a'),
    };
    const gone = { service: 'b', backend: 'b-be80_0' };
    expect(log.lines).toEqual([
      { level: 'info', message: 'route is shadowed', fields: shadowed },
      { level: 'info', message: 'route is shadowed no more', fields: gone },
      { level: 'info', message: 'route is shadowed', fields: shadowed },
    ]);
    expect(counts).toEqual([0, 1, 1, 0, 1]);
  });

  it('looks once at changes that come together, and not at all when it is stopped before', () => {
    const { log, counts, follow } = watch();
    marbles(({ cold, expectObservable }) => {
      expectObservable(follow(cold('x-c', { c: clear, x: collided })), '9s !').toBe('');
      expectObservable(follow(cold('x', { x: collided })), '9ms !').toBe('');
    });
    expect(log.lines).toEqual([]);
    expect(counts).toEqual([0]);
  });

  it('works nothing out again while routes stay', () => {
    const { shadowed } = watch();
    const found = shadowed(collided);
    expect(found).toHaveLength(1);
    expect(shadowed({ ...collided, routes: [...collided.routes] })).toBe(found);
    expect(shadowed(clear)).toEqual([]);
    expect(shadowed(undefined)).toEqual([]);
  });
});
