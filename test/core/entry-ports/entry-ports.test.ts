import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { entryPorts } from '../../../src/core/entry-ports/entry-ports.js';
import { describeProblem } from '../../../src/core/problem.js';
import type { HostMatch, TcpDestination } from '../../../src/core/services/service-spec.js';
import { anHttpDestination } from '../../support/a-service-spec.js';
import { aTcpService } from '../../support/tcp-services.js';

const host = (name: string): HostMatch => ({ kind: 'exact', host: name });

/** Port → backend → what comes to it. */
function shown({ ports }: ReturnType<typeof entryPorts>) {
  const wanted = (hosts: readonly HostMatch[], isDefault: boolean) => [
    ...hosts.map((match) => ('host' in match ? match.host : match.pattern)),
    ...(isDefault ? ['default'] : []),
  ];
  return Object.fromEntries(
    ports.map(({ port, claims }) => [
      port,
      Object.fromEntries(
        claims.map(({ backend, members }) => [
          backend,
          members.flatMap(({ hosts, isDefault }) => wanted(hosts, isDefault)),
        ]),
      ),
    ]),
  );
}

describe('entry ports', () => {
  it('are those that services ask for, each service with as many as it wants', () => {
    const redis = aTcpService('redis', [{}, { srcPort: 6380 }]);
    expect(shown(entryPorts([redis], []))).toEqual({
      6379: { 'redis-be6379_0': ['default'] },
      6380: { 'redis-be6379_1': ['default'] },
    });
  });

  it('are shared by services that server names tell apart, beside one default', () => {
    const services = [
      aTcpService('c', [{ hosts: [host('c.com'), { kind: 'suffix', host: '.c.com' }] }]),
      aTcpService('b', [{ hosts: [host('b.com')] }]),
      aTcpService('a'),
    ];
    const result = entryPorts(services, []);
    expect(shown(result)).toEqual({
      6379: {
        'a-be6379_0': ['default'],
        'b-be6379_0': ['b.com'],
        'c-be6379_0': ['c.com', '.c.com'],
      },
    });
    expect(result.problems).toEqual([]);
  });

  it('go to the first by aclName where nothing tells two services apart', () => {
    const result = entryPorts([aTcpService('b'), aTcpService('a', [{}, {}])], []);
    expect(shown(result)).toEqual({ 6379: { 'a-be6379_0': ['default'] } });
    expect(result.problems.map(({ service, parameter }) => [service, parameter])).toEqual([
      ['a', 'srcPort.1'],
      ['b', 'srcPort'],
    ]);
    expect(result.problems.map(describeProblem)).toEqual([
      expect.stringContaining('destination 0 of the same service'),
      expect.stringContaining('is taken by service a, and nothing tells'),
    ]);
  });

  it('lose a server name to the first that claims it, and nothing else', () => {
    const services = [
      aTcpService('a', [{ hosts: [host('x.com')] }]),
      aTcpService('b', [{ hosts: [host('x.com'), host('b.com')] }]),
      aTcpService('c', [{ hosts: [{ kind: 'fetch', fetch: 'req_ssl_sni', pattern: 'X.com' }] }]),
    ];
    const result = entryPorts(services, []);
    expect(shown(result)).toEqual({
      6379: { 'a-be6379_0': ['x.com'], 'b-be6379_0': ['b.com'] },
    });
    expect(result.leftOut.map(({ spec }) => spec.serviceName)).toEqual(['c']);
    expect(result.problems.map(describeProblem)).toEqual([
      expect.stringContaining('service a has the server name x.com already'),
      expect.stringContaining('service a has the server name x.com already'),
    ]);
  });

  it('make one backend of a group, balanced as its first member says', () => {
    const services = [
      aTcpService('a', [{ serviceGroup: 'g', hosts: [host('x.com')] }]),
      aTcpService('b', [{ serviceGroup: 'g', hosts: [host('x.com')], balanceGroup: 'leastconn' }]),
      aTcpService('c', [{ serviceGroup: 'g', balanceGroup: 'source' }]),
    ];
    const result = entryPorts(services, []);
    expect(shown(result)).toEqual({ 6379: { 'group-g_tcp6379': ['x.com', 'x.com', 'default'] } });
    expect(result.ports[0]?.claims[0]?.balance).toBe('leastconn');
    expect(result.problems.map(describeProblem)).toEqual([
      expect.stringContaining('the group g is balanced by leastconn, as service b says'),
    ]);
  });

  it('are left to whatever else is bound', () => {
    const services = [
      aTcpService('a', [{ srcPort: 80 }, { srcPort: 8080 }, { srcPort: 9000 }, { srcPort: 9001 }]),
    ];
    const result = entryPorts(services, [
      { port: 80, by: 'http' },
      { port: 8080, by: 'api' },
      { port: 9000, by: 'statistics' },
    ]);
    expect(shown(result)).toEqual({ 9001: { 'a-be6379_3': ['default'] } });
    expect(result.problems.map(({ advice }) => advice)).toEqual([
      expect.stringContaining('DEFAULT_PORTS'),
      expect.stringContaining('PORT'),
      expect.stringContaining('STATS_PORT'),
    ]);
  });

  it('tell what cannot be read from a connection', () => {
    const hosts: readonly HostMatch[] = [{ kind: 'fetch', fetch: 'hdr(x-host)', pattern: 'a.com' }];
    const result = entryPorts([aTcpService('a', [{ hosts }])], []);
    expect(result).toMatchObject({
      ports: [],
      leftOut: [{}],
      problems: [{ parameter: 'serviceDomainAlgo' }],
    });
  });

  it('give no backend the name that another has', () => {
    const web = { ...aTcpService('web'), destinations: [anHttpDestination({ httpsPort: 6379 })] };
    const result = entryPorts([web, aTcpService('https-web')], []);
    expect(result).toMatchObject({ ports: [], problems: [{ service: 'https-web', parameter: 'aclName' }] });
  });
});

describe('whatever the services', () => {
  const match: fc.Arbitrary<HostMatch> = fc.oneof(
    fc.constantFrom('a.com', 'b.com').map((name): HostMatch => ({ kind: 'exact', host: name })),
    fc.constantFrom('a.', 'b.').map((name): HostMatch => ({ kind: 'prefix', host: name })),
    fc
      .constantFrom('req.ssl_sni', 'req_ssl_sni', 'hdr(host)')
      .map((fetch): HostMatch => ({ kind: 'fetch', fetch, pattern: 'a.com' })),
  );
  const destination: fc.Arbitrary<Partial<TcpDestination>> = fc
    .record({
      port: fc.constantFrom(1, 2),
      srcPort: fc.constantFrom(80, 443, 6379),
      hosts: fc.array(match, { maxLength: 3 }),
      group: fc.constantFrom(undefined, undefined, 'g', 'h'),
      balance: fc.constantFrom(undefined, 'source', 'leastconn'),
    })
    .map(({ group, balance, ...rest }) => ({
      ...rest,
      ...(group && { serviceGroup: group }),
      ...(balance && { balanceGroup: balance }),
    }));
  const services = fc
    .uniqueArray(fc.tuple(fc.constantFrom('a', 'b', 'c', 'd'), fc.array(destination, { maxLength: 3 })), {
      selector: ([name]) => name,
    })
    .map((all) => all.map(([name, destinations]) => aTcpService(name, destinations)));
  const taken = [{ port: 80, by: 'http' }] as const;

  it('every destination is in one claim, or is left out with a problem', () => {
    fc.assert(
      fc.property(services, (specs) => {
        const { ports, leftOut, problems } = entryPorts(specs, taken);
        const members = ports.flatMap(({ claims }) => claims.flatMap((claim) => claim.members));
        const named = [...members, ...leftOut].map((part) => part.destination);
        const all = specs.flatMap(({ destinations }) => destinations);
        expect(named.length).toBe(all.length);
        expect(new Set(named)).toEqual(new Set(all));
        const known = new Set(problems.map(({ service }) => service));
        expect(leftOut.filter(({ spec }) => !known.has(spec.serviceName))).toEqual([]);
      }),
    );
  });

  it('a port has one default, and a server name one backend', () => {
    fc.assert(
      fc.property(services, (specs) => {
        for (const { claims } of entryPorts(specs, taken).ports) {
          const defaults = claims.filter(({ members }) => members.some(({ isDefault }) => isDefault));
          expect(defaults.length).toBeLessThanOrEqual(1);
          const names = claims.flatMap(({ members }) => [
            ...new Set(members.flatMap(({ hosts }) => hosts.map((one) => JSON.stringify(one)))),
          ]);
          expect(new Set(names).size).toBe(names.length);
          expect(new Set(claims.map(({ backend }) => backend)).size).toBe(claims.length);
        }
      }),
    );
  });

  it('their order does not matter', () => {
    fc.assert(
      fc.property(services, (specs) => {
        expect(entryPorts([...specs].reverse(), taken)).toEqual(entryPorts(specs, taken));
      }),
    );
  });
});
