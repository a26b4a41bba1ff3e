import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parameterTable } from '../../../src/core/parameters/parameter-table.js';
import { parseService } from '../../../src/core/services/parse-service.js';
import { anHttpDestination, aServiceSpec } from '../../support/a-service-spec.js';
import { someParseSettings } from '../../support/settings.js';

const parse = (parameters: Record<string, string>) => parseService(parameters, someParseSettings());
const demo = { serviceName: 'demo', port: '8080', servicePath: '/demo' };

describe('parseService', () => {
  it('makes one destination of plain parameters', () => {
    expect(parse(demo)).toEqual({
      problems: [],
      spec: aServiceSpec('demo', {
        parameters: demo,
        destinations: [anHttpDestination({ port: 8080, paths: ['/demo'] })],
      }),
    });
  });

  it('takes every index there is, in numeric order, with the plain value as the default of all', () => {
    const { spec, problems } = parse({
      serviceName: 'demo',
      port: '80',
      'servicePath.10': '/ten',
      'servicePath.2': '/two',
      'port.2': '82',
      timeoutServer: '7',
      'timeoutServer.10': '9',
    });
    expect(problems).toEqual([]);
    expect(spec?.destinations).toMatchObject([
      { index: 2, port: 82, paths: ['/two'], timeoutServer: 7 },
      { index: 10, port: 80, paths: ['/ten'], timeoutServer: 9 },
    ]);
  });

  it('sends every path of a host where no path is given', () => {
    expect(
      parse({ serviceName: 'web', port: '80', serviceDomain: 'A.com:80,*.b.com' }).spec?.destinations,
    ).toMatchObject([
      {
        paths: ['/'],
        hosts: [
          { kind: 'prefix', host: 'a.com' },
          { kind: 'suffix', host: '.b.com' },
        ],
      },
    ]);
  });

  it.each([
    ['hdr(host)', { kind: 'exact', host: 'a.com' }],
    ['hdr_beg(host)', { kind: 'prefix', host: 'a.com' }],
    ['hdr_end(host)', { kind: 'suffix', host: 'a.com' }],
    ['hdr_dom(host)', { kind: 'method', method: 'dom', pattern: 'a.com' }],
    ['req.ssl_sni', { kind: 'fetch', fetch: 'req.ssl_sni', pattern: 'A.com' }],
  ])('compares hosts by %s', (serviceDomainAlgo, match) => {
    const { spec } = parse({ ...demo, serviceDomain: 'A.com', serviceDomainAlgo });
    expect(spec?.destinations[0]?.hosts).toEqual([match]);
  });

  it.each([
    ['Overlay', 'vip', 'name'],
    ['Overlay', 'dnsrr', 'tasks'],
    ['DNS', 'vip', 'tasks'],
    ['dns', 'vip', 'tasks'],
    ['', 'dnsrr', 'tasks'],
    ['', '', 'name'],
  ])('with discoveryType %j and endpoint mode %j finds servers by %s', (discoveryType, mode, discovery) => {
    expect(parse({ ...demo, discoveryType, 'swarm.endpointMode': mode }).spec?.discovery).toBe(discovery);
  });

  it('puts the older spelling of a rewrite first and allows empty replacements', () => {
    const parameters = {
      ...demo,
      reqPathSearch: '/demo/',
      reqPathReplace: '/',
      reqPathSearchReplace: '/a/,:/b,/c',
    };
    expect(parse(parameters).spec?.destinations[0]).toMatchObject({
      rewrites: [
        { search: '/demo/', replace: '/' },
        { search: '/a/', replace: '' },
        { search: '/b', replace: '/c' },
      ],
    });
  });

  it.each([
    ['one that cannot be one, among others', '/demo/a,demo/b', 'demo/b'],
    ['no item at all', ',', ','],
  ])(
    'leaves out a destination whose exclusions have %s, for that would open what they close',
    (_, servicePathExclude, value) => {
      const { spec, problems } = parse({ ...demo, servicePathExclude });
      expect(spec).toBeUndefined();
      expect(problems).toMatchObject([
        {
          parameter: 'servicePathExclude',
          value,
          advice: 'correct it; until then this destination is left out',
        },
      ]);
    },
  );

  it.each(['servicePath', 'serviceDomain', 'userAgent'])(
    'takes no list without items for %s',
    (parameter) => {
      const { spec, problems } = parse({ ...demo, serviceDomain: 'a.com', [parameter]: ' , ' });
      expect(spec).toBeUndefined();
      expect(problems).toMatchObject([{ parameter, rule: 'must be a list separated by ","' }]);
    },
  );

  it('leaves a service without wanted tasks alone', () => {
    expect(parse({ ...demo, replicas: '0' })).toEqual({ problems: [] });
  });

  it.each([
    ['a port that is none', { port: 'notaport' }, 'port', 'notaport'],
    ['an unknown path type', { pathType: 'nonsense' }, 'pathType', 'nonsense'],
    ['a path without a slash', { servicePath: 'demo' }, 'servicePath', 'demo'],
    ['a path with a query', { servicePath: '/demo?x' }, 'servicePath', '/demo?x'],
    ['a path with a space', { servicePath: '/de mo' }, 'servicePath', '/de mo'],
    ['a line break', { servicePath: '/a\nglobal' }, 'servicePath', '/a\nglobal'],
    ['an entry port that is none', { srcPort: 'x' }, 'srcPort', 'x'],
    ['a mode that is not there', { reqMode: 'udp' }, 'reqMode', 'udp'],
    ['tcp without an entry port', { reqMode: 'tcp' }, 'srcPort', ''],
    ['an unreadable host name', { outboundHostname: 'a..b' }, 'outboundHostname', 'a..b'],
    ['lengths the wrong way round', { pathType: 'path_len', servicePath: '5:3' }, 'servicePath', '5:3'],
    [
      'a host for a length',
      { serviceDomainAlgo: 'hdr_len(host)', serviceDomain: 'a.com' },
      'serviceDomain',
      'a.com',
    ],
    ['a host in quotes', { serviceDomain: "'a.com'" }, 'serviceDomain', "'a.com'"],
    ['a host in double quotes', { serviceDomain: '"a.com"' }, 'serviceDomain', '"a.com"'],
    ['a header that HAProxy cannot name', { serviceHeader: "it's:b" }, 'serviceHeader', "it's:b"],
    [
      'a comparison that there is not',
      { serviceDomain: 'a.com', serviceDomainAlgo: 'hdr_any(host)' },
      'serviceDomainAlgo',
      'hdr_any(host)',
    ],
    ['a broken expression', { pathType: 'path_reg', servicePath: '(' }, 'servicePath', '('],
  ])('leaves out a destination with %s and says why', (_what, wrong, parameter, value) => {
    const { spec, problems } = parse({ ...demo, ...wrong });
    expect(spec).toBeUndefined();
    expect(problems[0]).toMatchObject({ service: 'demo', parameter, value });
    expect(problems[0]?.advice).not.toBe('');
  });

  it.each([
    ['connectionMode', 'http-tunnel'],
    ['timeoutServer', '7s'],
    ['isDefaultBackend', 'perhaps'],
    ['checkResolvers', 'yes'],
    ['discoveryType', 'tasks'],
    ['reqPathSearchReplace', 'no-comma'],
    ['reqPathSearchReplace', '/a,/b c'],
    ['reqPathSearch', '('],
    ['reqPathReplace', '/a HTTP/1.1'],
    ['reqPathReplace', '/a\\x0d\\x0aX-Evil:1'],
    ['setReqHeader', 'X-A ""'],
    ['compressionType', 'text'],
    ['aclName', 'a b'],
    ['aclName.1', 'x'],
    ['timeoutServer.4', '3'],
    ['srcPort', '81'],
  ])('keeps the destination when %s=%s is wrong and says so', (parameter, value) => {
    const { spec, problems } = parse({ ...demo, [parameter]: value });
    expect(spec?.destinations).toHaveLength(1);
    expect(problems).toMatchObject([{ service: 'demo', parameter, value }]);
  });

  it('keeps the good destinations of a service with a bad one', () => {
    const { spec, problems } = parse({
      serviceName: 'demo',
      'port.1': '80',
      'servicePath.1': '/a',
      'port.2': 'x',
      'servicePath.2': '/b',
    });
    expect(spec?.destinations.map(({ index }) => index)).toEqual([1]);
    expect(problems.map(({ parameter }) => parameter)).toEqual(['port.2']);
  });

  it('reports a service that the proxy cannot reach, and routes it for when it can', () => {
    const { spec, problems } = parse({ ...demo, 'swarm.attached': 'false' });
    expect(spec).toBeDefined();
    expect(problems).toMatchObject([
      { parameter: 'networks', advice: "attach the service to the proxy's network" },
    ]);
  });

  it('never throws, whatever the parameters hold', () => {
    const name = fc.tuple(
      fc.oneof(
        fc.constantFrom(...Object.values(parameterTable).map((parameter) => parameter.name)),
        fc.string(),
      ),
      fc.constantFrom('', '.1', '.2', '.x'),
    );
    const parameters = fc.dictionary(
      name.map((parts) => parts.join('')),
      fc.oneof(fc.string(), fc.constant('/a'), fc.constant('80')),
    );
    fc.assert(
      fc.property(parameters, (given) => {
        expect(parse({ serviceName: 'demo', ...given }).problems).toBeDefined();
      }),
      { numRuns: 500 },
    );
  });

  it('does not depend on the order of labels', () => {
    const entries = Object.entries({
      ...demo,
      'servicePath.1': '/a',
      'port.2': '3',
      aclName: '!',
      'x.9': 'y',
      timeoutServer: 'q',
    });
    const expected = parse(Object.fromEntries(entries));
    fc.assert(
      fc.property(fc.shuffledSubarray(entries, { minLength: entries.length }), (shuffled) => {
        const { spec, problems } = parse(Object.fromEntries(shuffled));
        expect(spec).toEqual(expected.spec);
        expect(new Set(problems.map((p) => p.parameter))).toEqual(
          new Set(expected.problems.map((p) => p.parameter)),
        );
      }),
    );
  });
});
