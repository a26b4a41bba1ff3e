import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import { compile } from '../../../src/core/routing/compile.js';
import { evaluate, takes } from '../../../src/core/routing/evaluate.js';
import { hostWords, pathWords } from '../../../src/core/routing/pattern-words.js';
import { piecesOf, representatives } from '../../../src/core/routing/representatives.js';
import type { Route } from '../../../src/core/routing/route.js';
import { type RouteOrder, routesOf } from '../../../src/core/routing/routes-of.js';
import { shadowedRoutes } from '../../../src/core/routing/shadowed.js';
import { collidingServices, contestedRequests } from '../../support/colliding-services.js';
import { someParseSettings } from '../../support/settings.js';

type Given = readonly Record<string, string>[];

function routingOf(services: Given, order: RouteOrder = 'alphabetical') {
  const { specs } = createReadServices(someParseSettings({ entryPorts: [80, 81] }))(services);
  const routes = routesOf(specs, order);
  return { routes, order, table: compile(routes) };
}

const shadowed = (services: Given, order?: RouteOrder) => shadowedRoutes(routingOf(services, order));
const a = { serviceName: 'a', port: '80', servicePath: '/x' };
const b = { ...a, serviceName: 'b' };

const ports = [80, 81];
const plainTypes = ['path', 'path_beg'];
const tellableTypes = [...plainTypes, 'path_end', 'path_sub', 'path_dir'];
const otherTypes = ['path_beg -i', 'path_end -i', 'path_reg', 'path_dom'];
const plainHosts = ['hdr(host)', 'hdr_beg(host)', 'hdr_end(host)', 'hdr_dom(host)', 'hdr_sub(host)'];
const requests = fc.array(contestedRequests([...ports, 82]), { minLength: 30, maxLength: 60 });
const orders = fc.constantFrom<RouteOrder>('alphabetical', 'specificity');

/** The part of a route that the words are about; all of it where they name none. */
function partOf(route: Route, words: string): Route {
  const part = /^no request reaches it by (.*?): (service|destination) /.exec(words)?.[1];
  if (part === undefined) return route;
  const hosts = route.hosts.filter((host) => hostWords(host) === part);
  const paths = route.paths.filter((path) => pathWords(route.pathType, path) === part);
  return hosts.length > 0 ? { ...route, hosts } : { ...route, paths };
}

const plain = collidingServices(plainTypes, plainHosts.slice(0, 3), ports);
const mixed = collidingServices([...tellableTypes, ...otherTypes], plainHosts, ports, true);

describe('shadowed routes', () => {
  it.each([
    ['where maps hold everything', plain, 200],
    ['where some routes stay conditions', mixed, 10],
  ])('win no request, %s', (_what, services, least) => {
    let reported = 0;
    fc.assert(
      fc.property(services, requests, orders, (given, heads, order) => {
        const routing = routingOf(given, order);
        const lost = shadowedRoutes(routing);
        reported += lost.length;
        for (const head of heads) {
          const winner = evaluate(routing.routes, head);
          for (const { backend, words } of lost) {
            if (winner?.backend === backend) expect(takes(partOf(winner, words), head)).toBe(false);
          }
        }
      }),
      { numRuns: 1200 },
    );
    expect(reported).toBeGreaterThan(least);
  });

  it('are all that win none of their own requests, where maps hold everything', () => {
    fc.assert(
      fc.property(plain, orders, (given, order) => {
        const routing = routingOf(given, order);
        const excluded = routing.routes.flatMap(({ excludedPaths }) => excludedPaths);
        const lost = new Set(shadowedRoutes(routing).map(({ backend }) => backend));
        for (const backend of new Set(routing.routes.map((route) => route.backend))) {
          const heads = routing.routes
            .filter((route) => route.backend === backend)
            .flatMap(piecesOf)
            .flatMap((piece) =>
              (representatives(piece, [piece.path, ...excluded]) ?? []).filter((head) =>
                takes(piece.route, head),
              ),
            );
          const wins = heads.some((head) => evaluate(routing.routes, head)?.backend === backend);
          expect(wins || lost.has(backend) || heads.length === 0).toBe(true);
        }
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    ['the same path', [a, b], 'b', 'a'],
    ['a longer path', [a, { ...b, servicePath: '/x/y' }], 'b', 'a'],
    ['the same host and path', [a, b].map((one) => ({ ...one, serviceDomain: 'a.com' })), 'b', 'a'],
    ['a host of a service for any host', [a, { ...b, serviceDomain: 'a.com' }], 'b', 'a'],
    [
      'the end of a path',
      [
        a,
        { ...b, aclName: 'zz', servicePath: '/' },
        { ...b, serviceName: 'zzz', servicePath: '/x.js', pathType: 'path' },
      ],
      'zzz',
      'a',
    ],
    [
      'a header that is asked for behind the service for all',
      [a, { ...b, serviceHeader: 'X-V:1' }],
      'b',
      'a',
    ],
  ])('are told for %s', (_what, services: Given, service, by) => {
    expect(shadowed(services)).toMatchObject([{ service, by }]);
  });

  it.each([
    ['a service alone', [a]],
    ['a longer path that comes first', [{ ...a, servicePath: '/x/y' }, b]],
    ['what the first one excludes', [{ ...a, servicePathExclude: '/x/y' }, b]],
    ['another host', [{ ...a, serviceDomain: 'a.com' }, b]],
    ['another entry port', [{ ...a, srcPort: '81' }, b]],
    ['a header', [{ ...a, serviceHeader: 'X-V:1' }, b]],
    [
      'a regular expression, of which nothing can be told',
      [a, { ...b, servicePath: '^/x', pathType: 'path_reg' }],
    ],
    ['what a regular expression may take', [{ ...a, servicePath: '^/x', pathType: 'path_reg' }, b]],
    ['a longer path where the order is by specificity', [a, { ...b, servicePath: '/x/y' }], 'specificity'],
  ] as const)('are not told for %s', (_what, services: Given, order?: RouteOrder) => {
    expect(shadowed(services, order)).toEqual([]);
  });

  it('say which host and which path of a destination nothing reaches', () => {
    const first = { ...a, serviceDomain: 'a.com,b.com' };
    const second = { ...b, serviceDomain: 'a.com,c.com', servicePath: '/x,/y' };
    const firstOfAll = { ...a, servicePath: '/y' };
    expect(shadowed([first, second])).toEqual([]);
    expect(shadowed([firstOfAll, second])).toMatchObject([
      { backend: 'b-be80_0', words: expect.stringContaining('by a path that begins with /y') },
    ]);
    expect(
      shadowed([
        { ...first, servicePath: '/', aclName: '0' },
        { ...second, servicePath: '/x,/' },
      ]),
    ).toMatchObject([
      { backend: 'b-be80_0', words: expect.stringContaining('by a host that begins with a.com') },
    ]);
  });

  it('say why in words', () => {
    expect(shadowed([a, b]).map(({ words }) => words)).toEqual([
      'no request reaches it: service a takes it first (aclName a comes before b in the alphabet)',
    ]);
    const own = { ...a, 'servicePath.1': '/x', 'port.1': '1', 'servicePath.2': '/x/y', 'port.2': '2' };
    expect(shadowed([own]).map(({ words }) => words)).toEqual([
      'no request reaches it: destination a-be1_1 takes it first (index 1 comes before 2)',
    ]);
  });
});
