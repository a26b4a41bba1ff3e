import type { Parameters } from '../../src/core/parameters/parameters.js';
import { taskPort } from './bench-cluster.js';
import type { Random } from './soak-random.js';

/** Who may use a service that asks for users. */
export const soakUser = 'bee:honey';

/** HAProxy refuses each in another step of reading its configuration; the last decides who may, so that nothing may stand in for it. */
export const badLines = [
  'this is no line of HAProxy',
  'use-server nobody if TRUE',
  'http-request deny if no_such_acl',
] as const;

/** Few of each, so that services get into each other's way. */
const paths = [
  '/',
  '/a',
  '/a/b',
  '/b',
  '/b/c',
  '/shop',
  '/shop/cart',
  '/.well-known/x',
  '/A',
  '/a.txt',
] as const;
const hosts = ['one.example.com', 'two.example.com', 'two.', '*.example.org', 'three.example.org'] as const;
const pathTypes = [
  'path',
  'path_beg',
  'path_beg -i',
  'path_dir',
  'path_end',
  'path_sub',
  'path_reg',
] as const;
/** What keeps requests out, none of them twice. */
const guards: readonly Parameters[] = [{ users: soakUser }, { deniedMethods: 'GET' }, { httpsOnly: 'true' }];

/** One that a running HAProxy can be given, as long as no other one is in its way. */
export function plainService(random: Random, serviceName: string): Parameters {
  return {
    ...{ serviceName, port: String(taskPort), replicas: String(1 + random.below(8)) },
    servicePath: random.of(paths) ?? '',
    ...(random.below(2) === 0 && { serviceDomain: random.of(hosts) ?? '' }),
    ...(random.below(3) === 0 && { endpointMode: 'dnsrr' }),
    ...(random.below(6) === 0 && { sessionType: 'sticky-server' }),
  };
}

/** Some of what labels can say that decides which requests a service gets, or how HAProxy is told of it. */
export function randomService(random: Random, serviceName: string): Parameters {
  const sometimes = (odds: number, parameters: Parameters): Parameters =>
    random.below(odds) === 0 ? parameters : {};
  const listOf = (all: readonly string[]) =>
    [...new Set(Array.from({ length: 1 + random.below(2) }, () => random.of(all) ?? ''))].join(',');
  const seconds = () => String(10 + random.below(3));
  return {
    serviceName,
    port: String(taskPort),
    servicePath: listOf(paths),
    replicas: String(random.below(15) === 0 ? 0 : 1 + random.below(12)),
    ...sometimes(2, { serviceDomain: listOf(hosts) }),
    ...sometimes(12, { serviceDomain: 'one.example.com', redirectFromDomain: 'old.example.com' }),
    ...sometimes(8, { serviceDomainAlgo: random.of(['hdr(host)', 'hdr_dom(host)', 'hdr_end(host)']) ?? '' }),
    ...sometimes(4, { pathType: random.of(pathTypes) ?? '' }),
    ...sometimes(8, { servicePathExclude: random.of(paths) ?? '' }),
    ...sometimes(10, { serviceHeader: 'X-Bee:yes' }),
    ...sometimes(10, { 'servicePath.1': listOf(paths), 'port.1': String(taskPort) }),
    ...sometimes(12, { aclName: `acl-${random.below(6)}` }),
    ...sometimes(15, { isDefaultBackend: 'true' }),
    ...sometimes(5, random.of(guards) ?? {}),
    ...sometimes(6, { reqPathSearchReplace: '^/(a|shop),/new\\1' }),
    ...sometimes(4, { timeoutServer: seconds() }),
    ...sometimes(8, { timeoutTunnel: seconds() }),
    ...sometimes(3, { discoveryType: 'DNS' }),
    ...sometimes(4, { endpointMode: 'dnsrr' }),
    ...sometimes(6, { checkResolvers: 'true' }),
    ...sometimes(6, { sessionType: 'sticky-server' }),
    ...sometimes(6, { addResHeader: 'X-Soak yes' }),
    ...sometimes(12, { connectionMode: 'http-server-close' }),
    ...sometimes(25, { port: 'notaport' }),
  };
}
