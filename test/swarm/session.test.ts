import * as E from 'fp-ts/lib/Either.js';
import { NEVER, type Observable, of } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { WaggleError } from '../../src/errors.js';
import type { DockerApi, Listing, WatchMessage } from '../../src/swarm/docker-api.js';
import { readService } from '../../src/swarm/read-service.js';
import type { Report } from '../../src/swarm/refresh.js';
import { session } from '../../src/swarm/session.js';
import { createSwarmCache, type SwarmCache } from '../../src/swarm/swarm-cache.js';
import { aDockerService } from '../support/a-docker-service.js';
import { marbles } from '../support/marbles.js';

const error: WaggleError = { _tag: 'DockerUnreachable', endpoint: 'e', detail: 'd' };
const messages: Record<string, WatchMessage> = {
  o: { kind: 'opened' },
  a: { kind: 'event', of: 'service', id: 'id-of-a', removed: false },
  b: { kind: 'event', of: 'service', id: 'id-of-b', removed: false },
  n: { kind: 'event', of: 'node', id: 'id-of-n', removed: false },
  r: { kind: 'event', of: 'service', id: 'id-of-a', removed: true },
  x: { kind: 'ended', error },
};
const reports: Record<string, Report> = {
  L: { kind: 'listed', changed: true, missed: 0 },
  l: { kind: 'listed', changed: false, missed: 0 },
  M: { kind: 'listed', changed: true, missed: 1 },
  h: { kind: 'heard', changed: false },
  G: { kind: 'heard', changed: true },
  K: { kind: 'looked', changed: true },
  k: { kind: 'looked', changed: false },
  u: { kind: 'unanswered', error },
  x: { kind: 'lost', error },
};
const options = { events: ['service', 'node'] as const, resync: 1000 };

function sighting(name: string, version: number) {
  return readService(aDockerService({ name, version }));
}

/** A list of services, written `a1 b2`: name and version. */
function listing(services: string): E.Either<WaggleError, Listing> {
  const names = services.split(' ').filter((service) => service !== '');
  return E.right({
    services: names.map((service) => sighting(service.slice(0, 1), Number(service.slice(1)))),
    nodes: [],
  });
}

function aDocker(parts: Partial<DockerApi>): DockerApi {
  return {
    endpoint: 'fake',
    list: () => of(listing('')),
    inspectService: () => NEVER,
    inspectNode: () => NEVER,
    watch: () => NEVER,
    ...parts,
  };
}

/** Answers one question after the other from a list; the last answer stays. */
function inTurn<A>(...answers: (() => Observable<A>)[]): () => Observable<A> {
  let turn = 0;
  return () => answers[Math.min(turn++, answers.length - 1)]?.() ?? NEVER;
}

function contents(cache: SwarmCache): string {
  return cache
    .state()
    .services.map(({ name, version }) => `${name}${version}`)
    .join(' ');
}

describe('a session', () => {
  it('lists once the stream is open, and again every resync', () => {
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('-----o', messages),
        list: inTurn(
          () => cold('--(l|)', { l: listing('a1') }),
          () => cold('--(l|)', { l: listing('a1') }),
        ),
      });
      expectObservable(session(docker, createSwarmCache(), options), '2500ms !').toBe(
        '7ms L 999ms l 999ms l',
        reports,
      );
    });
  });

  it('looks at just the object that an event names', () => {
    const cache = createSwarmCache();
    const asked: string[] = [];
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('o-a-', messages),
        list: () => of(listing('a1 b1')),
        inspectService: (id) => {
          asked.push(id);
          return cold('--(s|)', { s: E.right(sighting('a', 2)) });
        },
      });
      expectObservable(session(docker, cache, options), '10ms !').toBe('L-h-K', reports);
    });
    expect(asked).toEqual(['id-of-a']);
    expect(contents(cache)).toBe('a2 b1');
  });

  it('looks once more when an object changes while it is looked at, however often', () => {
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('oaaaa----', messages),
        inspectService: inTurn(
          () => cold('-----(s|)', { s: E.right(sighting('a', 1)) }),
          () => cold('-----(s|)', { s: E.right(sighting('a', 4)) }),
        ),
      });
      expectObservable(session(docker, createSwarmCache(), options), '30ms !').toBe('lhhhh-K----K', reports);
    });
  });

  it('takes a removed service away at once, and one that is not found when it is looked at', () => {
    const cache = createSwarmCache();
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('o-r-b', messages),
        list: () => of(listing('a1 b1')),
        inspectService: () => cold('-(s|)', { s: E.right(undefined) }),
      });
      expectObservable(session(docker, cache, options), '10ms !').toBe('L-G-hK', reports);
    });
    expect(contents(cache)).toBe('');
  });

  it('does not let a slow list bring back what an event took away', () => {
    const cache = createSwarmCache();
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('o-r', messages),
        list: () => cold('-----(l|)', { l: listing('a1 b1') }),
      });
      expectObservable(session(docker, cache, options), '10ms !').toBe('--h--L', reports);
    });
    expect(contents(cache)).toBe('b1');
  });

  it('does not let a slow list overwrite what a look has seen since', () => {
    const cache = createSwarmCache();
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('oa----b', messages),
        list: () => cold('---------- (l|)', { l: listing('a1') }),
        inspectService: (id) => of(E.right(sighting(id.slice(-1), 2))),
      });
      expectObservable(session(docker, cache, options), '20ms !').toBe('-(hK)-(hK)l', reports);
    });
    expect(contents(cache)).toBe('a2 b2');
  });

  it('lists everything when one object cannot be looked at', () => {
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('o--a', messages),
        list: inTurn(
          () => of(listing('a1')),
          () => cold('-(l|)', { l: listing('a2') }),
        ),
        inspectService: () => cold('-(e|)', { e: E.left(error) }),
      });
      expectObservable(session(docker, createSwarmCache(), options), '20ms !').toBe('L--huL', reports);
    });
  });

  it('ends when the stream ends', () => {
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({ watch: () => cold('o--(x|)', messages) });
      expectObservable(session(docker, createSwarmCache(), options)).toBe('l--(x|)', reports);
    });
  });

  it('ends when a list fails, and lets go of the stream', () => {
    marbles(({ cold, expectObservable, expectSubscriptions }) => {
      const watch$ = cold('o', messages);
      const docker = aDocker({
        watch: () => watch$,
        list: inTurn(
          () => of(listing('a1')),
          () => cold('--(e|)', { e: E.left(error) }),
        ),
      });
      expectObservable(session(docker, createSwarmCache(), options)).toBe('L 1001ms (x|)', reports);
      expectSubscriptions(watch$.subscriptions).toBe('^ 1001ms !');
    });
  });

  it('counts the changes that no event told of', () => {
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('o-a', messages),
        list: inTurn(
          () => of(listing('a1 b1')),
          () => of(listing('a2 b2')),
        ),
        inspectService: () => NEVER,
      });
      expectObservable(session(docker, createSwarmCache(), options), '1500ms !').toBe('L-h 997ms M', reports);
    });
  });

  it('opens no stream where no events are wanted, and lives from lists', () => {
    marbles(({ expectObservable }) => {
      const docker = aDocker({
        list: inTurn(
          () => of(listing('a1')),
          () => of(listing('a2')),
        ),
      });
      const quiet$ = session(docker, createSwarmCache(), { ...options, events: [] });
      expectObservable(quiet$, '1500ms !').toBe('L 999ms L', reports);
    });
  });

  it('looks at a node that an event names', () => {
    const asked: string[] = [];
    marbles(({ cold, expectObservable }) => {
      const docker = aDocker({
        watch: () => cold('o-n', messages),
        inspectNode: (id) => {
          asked.push(id);
          return of(E.right(undefined));
        },
      });
      expectObservable(session(docker, createSwarmCache(), options), '10ms !').toBe('l-(hk)', reports);
    });
    expect(asked).toEqual(['id-of-n']);
  });
});
