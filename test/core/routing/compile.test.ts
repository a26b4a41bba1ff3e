import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import { compile } from '../../../src/core/routing/compile.js';
import { evaluate } from '../../../src/core/routing/evaluate.js';
import { routesOf } from '../../../src/core/routing/routes-of.js';
import { lookUp } from '../../support/look-up.js';
import { someParseSettings } from '../../support/settings.js';

const parse = (services: readonly Record<string, string>[]) =>
  routesOf(createReadServices(someParseSettings({ entryPorts: [80, 81] }))(services).specs);

// Few and overlapping, so that most generated services collide.
const path = fc.constantFrom('/', '/a', '/a/', '/ab', '/a/b', '/b', '/.well-known/x', '/a/b/c');
const host = fc.constantFrom(
  'a.com',
  'a.co',
  'b.a.com',
  '*.a.com',
  '*a.com',
  'A.com',
  'b.org',
  '*.org',
  'a.com:80',
);
const list = (item: fc.Arbitrary<string>, minLength: number) =>
  fc.array(item, { minLength, maxLength: 3 }).map((items) => items.join(','));

const destination = fc.record(
  {
    port: fc.constant('8080'),
    servicePath: list(path, 1),
    servicePathExclude: list(path, 1),
    pathType: fc.constantFrom('path', 'path_beg'),
    serviceDomain: list(host, 1),
    srcPort: fc.constantFrom('80', '81'),
  },
  { requiredKeys: ['port', 'servicePath'] },
);
const service = fc.record({
  first: destination,
  second: fc.option(destination, { nil: undefined }),
  algorithm: fc.constantFrom('hdr(host)', 'hdr_beg(host)', 'hdr_end(host)'),
});
const services = fc.array(service, { minLength: 1, maxLength: 6 }).map((some) =>
  some.map(({ first, second, algorithm }, position) => ({
    serviceName: `s${position}`,
    serviceDomainAlgo: algorithm,
    ...indexed(first, 1),
    ...(second ? indexed(second, 2) : {}),
  })),
);
const request = fc.record({
  port: fc.constantFrom(80, 81, 82),
  host: fc.constantFrom(
    'a.com',
    'A.COM:8080',
    'a.com.evil.net',
    'b.a.com',
    'xa.com',
    'b.org',
    '[::1]:80',
    undefined,
  ),
  path: fc.constantFrom(
    '/',
    '/a',
    '/a/',
    '/ab',
    '/abc',
    '/a/b',
    '/a/b/c/d',
    '/b',
    '/.well-known/x/y',
    '/c',
    '//a',
    '*',
  ),
});

function indexed(parameters: Record<string, string | undefined>, index: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${name}.${index}`, value]],
    ),
  );
}

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

  it('leaves routes that maps cannot hold to be tried one by one', () => {
    const routes = parse([
      { serviceName: 'plain', port: '80', servicePath: '/a' },
      { serviceName: 'regex', port: '80', servicePath: '^/[0-9]+$', pathType: 'path_reg' },
    ]);
    expect(compile(routes).rest.map(({ service: name }) => name)).toEqual(['regex']);
  });

  it('gives a service the same entries whoever else is there', () => {
    const demo = { serviceName: 'demo', port: '8080', servicePath: '/demo' };
    const alone = compile(parse([demo])).maps[0]?.entries.get('||/demo');
    const other = { serviceName: 'a-first', port: '8080', servicePath: '/first' };
    const accompanied = compile(parse([other, demo])).maps[0]?.entries.get('||/demo');
    expect(alone).toBe('1!demo!00000!demo-be8080_0');
    expect(accompanied).toBe(alone);
  });
});
