import fc from 'fast-check';
import type { RequestHead } from '../../src/core/routing/route.js';

// Few and overlapping, so that most generated services collide.
const path = fc.constantFrom(
  ...['/', '/a', '/a/', '/ab', '/a/b', '/b', '/.well-known/x', '/a/b/c'],
  ...['//a', '/a%2Fb', '/a/..', `/a/${'long/'.repeat(355)}`],
);
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
  '[::1]',
  '*::1]',
);
const list = (item: fc.Arbitrary<string>) =>
  fc.array(item, { minLength: 1, maxLength: 3 }).map((items) => items.join(','));

/** Conditions on headers, which maps cannot hold. */
const onHeaders = {
  serviceHeader: fc.constantFrom('X-Version:1', 'X-Version:2', 'X-Version:1,X-Kind:beta'),
  userAgent: fc.constantFrom('bot', 'Curl,BOT'),
};

function destination(pathTypes: readonly string[], ports: readonly number[], withHeaders: boolean) {
  return fc.record(
    {
      port: fc.constant('8080'),
      servicePath: list(path),
      servicePathExclude: list(path),
      pathType: fc.constantFrom(...pathTypes),
      serviceDomain: list(host),
      srcPort: fc.constantFrom(...ports.map(String)),
      httpsPort: fc.constant('8443'),
      srcHttpsPort: fc.constantFrom(...ports.map(String)),
      ...(withHeaders ? onHeaders : {}),
    },
    { requiredKeys: ['port', 'servicePath'] },
  );
}

/** Sets of services whose routes overlap. `ports` are the entry ports that some of them insist on; `withHeaders`: some look at headers. */
export function collidingServices(
  pathTypes: readonly string[],
  algorithms: readonly string[],
  ports: readonly number[],
  withHeaders = false,
) {
  const service = fc.record({
    first: destination(pathTypes, ports, withHeaders),
    second: fc.option(destination(pathTypes, ports, withHeaders), { nil: undefined }),
    algorithm: fc.constantFrom(...algorithms),
    isDefaultBackend: fc.constantFrom('', '', 'true'),
  });
  return fc.array(service, { minLength: 1, maxLength: 6 }).map((services) =>
    services.map(({ first, second, algorithm, isDefaultBackend }, position) => ({
      serviceName: `s${position}`,
      serviceDomainAlgo: algorithm,
      isDefaultBackend,
      ...indexed(first, 1),
      ...(second ? indexed(second, 2) : {}),
    })),
  );
}

/** Requests that such services fight over. */
export function contestedRequests(ports: readonly number[]): fc.Arbitrary<RequestHead> {
  return fc.record({
    port: fc.constantFrom(...ports),
    host: fc.constantFrom(
      'a.com',
      'A.COM:8080',
      'a.com.evil.net',
      'b.a.com',
      'xa.com',
      'b.org',
      '[::1]:80',
      '[2001:db8::1]',
      undefined,
      'c.net',
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
      '/a%2Fb',
      '/a/../b',
      `/a/${'long/'.repeat(355)}x`,
      `/b/${'x'.repeat(8000)}`,
      '/A',
      '/A/b.JS',
    ),
    headers: fc.record(
      {
        'x-version': fc.constantFrom('1', '2', '0, 1', '12'),
        'x-kind': fc.constantFrom('beta', 'Beta'),
        'user-agent': fc.constantFrom('curl/8.1', 'a Bot (KHTML, like Gecko)'),
      },
      { requiredKeys: [] },
    ),
  });
}

function indexed(parameters: Record<string, string | undefined>, index: number): Record<string, string> {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, value]) =>
      value === undefined ? [] : [[`${name}.${index}`, value]],
    ),
  );
}
