import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import { mapText } from '../../../src/core/rendered-config.js';
import { compile, createCompile } from '../../../src/core/routing/compile.js';
import { evaluate } from '../../../src/core/routing/evaluate.js';
import { routesOf } from '../../../src/core/routing/routes-of.js';
import { collidingServices, contestedRequests } from '../../support/colliding-services.js';
import { lookUp } from '../../support/look-up.js';
import { someParseSettings } from '../../support/settings.js';

const parse = (services: readonly Record<string, string>[]) =>
  routesOf(createReadServices(someParseSettings({ entryPorts: [80, 81] }))(services).specs);

const ports = [80, 81];
const services = collidingServices(
  ['path', 'path_beg'],
  ['hdr(host)', 'hdr_beg(host)', 'hdr_end(host)'],
  ports,
);
const request = contestedRequests([...ports, 82]);

const specific = (services: readonly Record<string, string>[]) =>
  routesOf(createReadServices(someParseSettings({ entryPorts: [80, 81] }))(services).specs, 'specificity');

describe('compile', () => {
  it('finds the first match of the ordered list, whatever collides', () => {
    fc.assert(
      fc.property(services, fc.array(request, { minLength: 1, maxLength: 8 }), (given, requests) => {
        const routes = parse(given);
        const table = compile(routes);
        expect(table.rest).toEqual([]);
        for (const head of requests) expect(lookUp(table, head)).toBe(evaluate(routes, head)?.backend);
      }),
      { numRuns: 3000 },
    );
  });

  it('finds the first match of the list by specificity, too', () => {
    fc.assert(
      fc.property(services, fc.array(request, { minLength: 1, maxLength: 8 }), (given, requests) => {
        const routes = specific(given);
        const table = compile(routes);
        for (const head of requests) expect(lookUp(table, head)).toBe(evaluate(routes, head)?.backend);
      }),
      { numRuns: 1000 },
    );
  });

  it('gives the same after any other list as from nothing', () => {
    const named = (prefix: string, list: readonly Record<string, string>[]) =>
      list.map((one) => ({ ...one, serviceName: `${prefix}${one.serviceName}` }));
    fc.assert(
      fc.property(services, services, services, (both, before, after) => {
        const read = createReadServices(someParseSettings({ entryPorts: [80, 81] }));
        const routesWith = (others: readonly Record<string, string>[]) =>
          routesOf(read([...named('b', both), ...others]).specs);
        const compileNext = createCompile();
        compileNext(routesWith(named('x', before)));
        const now = routesWith(named('a', after));
        const [table, afresh] = [compileNext(now), compile(now)];
        expect(table).toEqual(afresh);
        expect(table.maps.map(mapText)).toEqual(afresh.maps.map(mapText));
      }),
      { numRuns: 500 },
    );
  });

  it.each([
    [
      'a whole host before its beginning',
      { serviceDomain: 'a.com', serviceDomainAlgo: 'hdr(host)' },
      { serviceDomain: 'a.c' },
    ],
    ['the longer of two beginnings', { serviceDomain: 'a.com' }, { serviceDomain: 'a.' }],
    ['a host before any host', { serviceDomain: 'a.com' }, { servicePath: '/demo' }],
    ['the longer path', { servicePath: '/demo' }, { servicePath: '/' }],
    ['the longer path of several', { servicePath: '/,/demo' }, { servicePath: '/dem' }],
    ['the whole path', { servicePath: '/demo', pathType: 'path' }, { servicePath: '/demo' }],
    ['the one with a condition', { servicePath: '/demo', serviceHeader: 'X-V:1' }, { servicePath: '/demo' }],
    [
      'the first by name where nothing else decides',
      { servicePath: '/demo', aclName: '0' },
      { servicePath: '/demo' },
    ],
  ])('prefers %s, by specificity', (_what, first: Record<string, string>, second: Record<string, string>) => {
    const routes = specific([
      { serviceName: 'z', port: '80', ...first },
      { serviceName: 'a', port: '80', ...second },
    ]);
    const head = { port: 80, host: 'a.com', path: '/demo', headers: { 'x-v': '1' } };
    expect(evaluate(routes, head)?.service).toBe('z');
  });

  it('leaves routes that maps cannot hold to be tried one by one', () => {
    const routes = parse([
      { serviceName: 'plain', port: '80', servicePath: '/a' },
      { serviceName: 'regex', port: '80', servicePath: '^/[0-9]+$', pathType: 'path_reg' },
    ]);
    expect(compile(routes).rest.map(({ service: name }) => name)).toEqual(['regex']);
  });

  it('does not multiply the hosts and paths of a service beyond what maps should hold', () => {
    const many = (of: string) => Array.from({ length: 200 }, (_, n) => `${of}${n}`).join();
    const { rest, maps } = compile(
      parse([{ serviceName: 'many', port: '80', serviceDomain: many('a'), servicePath: many('/') }]),
    );
    expect(rest).toHaveLength(1);
    expect(maps.map(({ entries }) => entries.size)).toEqual([0, 0, 0]);
  });

  it('gives a service the same entries whoever else is there', () => {
    const demo = { serviceName: 'demo', port: '8080', servicePath: '/demo' };
    const alone = compile(parse([demo])).maps[0]?.entries.get('/demo');
    const other = { serviceName: 'a-first', port: '8080', servicePath: '/first' };
    const accompanied = compile(parse([other, demo])).maps[0]?.entries.get('/demo');
    expect(alone).toBe('2!demo!00000!demo-be8080_0');
    expect(accompanied).toBe(alone);
  });
});
