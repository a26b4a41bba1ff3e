import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import { compile } from '../../../src/core/routing/compile.js';
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
    const alone = compile(parse([demo])).maps[0]?.entries.get('||/demo');
    const other = { serviceName: 'a-first', port: '8080', servicePath: '/first' };
    const accompanied = compile(parse([other, demo])).maps[0]?.entries.get('||/demo');
    expect(alone).toBe('2!demo!00000!demo-be8080_0');
    expect(accompanied).toBe(alone);
  });
});
