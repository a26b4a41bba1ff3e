import { describe, expect, it } from 'vitest';
import { noMoreOpen } from '../../src/core/no-more-open.js';
import type { HttpDestination, ServiceSpec, TcpDestination } from '../../src/core/services/service-spec.js';
import { anHttpDestination, aServiceSpec } from '../support/a-service-spec.js';

const alice = { name: 'alice', password: 'a', encrypted: false };
const bob = { name: 'bob', password: 'b', encrypted: false };
const host = (name: string) => ({ kind: 'exact' as const, host: name });
const header = { name: 'X-Beta', value: '1' };

const http = (over: Partial<HttpDestination>): Partial<ServiceSpec> => ({
  destinations: [anHttpDestination(over)],
});
const tcp = (over: Partial<TcpDestination>): Partial<ServiceSpec> => ({
  destinations: [
    { mode: 'tcp', index: 0, port: 80, srcPort: 6379, hosts: [], checkTcp: false, clitcpka: false, ...over },
  ],
});

/** What was served, and what is wanted: the first lets in more, the other way round it does not. */
const closing: readonly (readonly [string, Partial<ServiceSpec>, Partial<ServiceSpec>])[] = [
  ['users', {}, { access: { users: [alice], shared: false } }],
  [
    'fewer users',
    { access: { users: [alice, bob], shared: false } },
    { access: { users: [alice], shared: false } },
  ],
  ['no shared users', { access: { users: [], shared: true } }, { access: { users: [], shared: false } }],
  ['no plain HTTP', http({}), http({ denyHttp: true })],
  ['a redirect to HTTPS', http({}), http({ httpsOnly: true })],
  ['client certificates', http({}), http({ verifyClientSsl: true })],
  ['authorization', http({ ignoreAuthorization: true }), http({ ignoreAuthorization: false })],
  ['methods', http({}), http({ allowedMethods: ['GET'] })],
  ['fewer methods', http({ allowedMethods: ['GET', 'PUT'] }), http({ allowedMethods: ['GET'] })],
  ['denied methods', http({}), http({ deniedMethods: ['PUT'] })],
  ['excluded paths', http({}), http({ excludedPaths: ['/admin'] })],
  ['fewer paths', http({ paths: ['/a', '/b'] }), http({ paths: ['/a'] })],
  ['hosts', http({}), http({ hosts: [host('a.org')] })],
  ['fewer hosts', http({ hosts: [host('a.org'), host('b.org')] }), http({ hosts: [host('a.org')] })],
  ['headers', http({}), http({ headers: [header] })],
  ['user agents', http({}), http({ userAgents: ['curl'] })],
  ['a default backend no more', { isDefaultBackend: true }, { isDefaultBackend: false }],
  ['server names', tcp({}), tcp({ hosts: [host('a.org')] })],
  [
    'a destination less',
    { destinations: [anHttpDestination({}), anHttpDestination({ index: 1 })] },
    http({}),
  ],
];

describe('the version before', () => {
  it.each(closing)('does not stand in for one with %s', (_, was, wanted) => {
    expect(noMoreOpen(aServiceSpec('a', was), aServiceSpec('a', wanted))).toBe(false);
    expect(noMoreOpen(aServiceSpec('a', wanted), aServiceSpec('a', was))).toBe(true);
  });

  it.each<readonly [string, Partial<ServiceSpec>, Partial<ServiceSpec>]>([
    ['of another place in the order', { aclName: 'b' }, {}],
    ['with an entry port of its own', http({ srcPort: 81 }), http({})],
    ['with other connections', tcp({}), http({})],
    ['with another template', { backendTemplate: 'old' }, { backendTemplate: 'new' }],
    ['whose paths are compared in another way', http({ pathType: 'path_sub' }), http({})],
  ])('does not stand in for one %s, nor the other way round', (_, was, wanted) => {
    expect(noMoreOpen(aServiceSpec('a', was), aServiceSpec('a', wanted))).toBe(false);
    expect(noMoreOpen(aServiceSpec('a', wanted), aServiceSpec('a', was))).toBe(false);
  });

  it.each([
    'http-request deny if { src 10.0.0.0/33 }',
    'http-reqest deny unless { src 10.0.0.0/8 }',
    'http-request auth unless { http_auth(none) }',
    'tcp-request content reject if { nosuch }',
    'acl inside src nonsense',
    'http-request lua.guard',
  ])('does not stand in for one with a line that says who may: %s', (line) => {
    expect(noMoreOpen(aServiceSpec('a'), aServiceSpec('a', { backendExtra: [line] }))).toBe(false);
    expect(noMoreOpen(aServiceSpec('a', { backendExtra: [line] }), aServiceSpec('a'))).toBe(false);
    const same = { backendExtra: [line] };
    expect(noMoreOpen(aServiceSpec('a', same), aServiceSpec('a', same))).toBe(true);
  });

  it.each<readonly [string, Partial<ServiceSpec>]>([
    ['raw lines about how it is served', { backendExtra: ['tiemout server 5s', 'option nonsense'] }],
    ['another port', http({ port: 81 })],
    ['time-outs', http({ timeoutServer: 3 })],
    ['rewrites', http({ rewrites: [{ search: 'a', replace: 'b' }] })],
    ['sticky sessions', { sticky: true }],
  ])('stands in for one with %s', (_, wanted) => {
    const was = aServiceSpec('a', { destinations: [anHttpDestination()] });
    expect(noMoreOpen(was, aServiceSpec('a', { destinations: [anHttpDestination()], ...wanted }))).toBe(true);
  });
});
