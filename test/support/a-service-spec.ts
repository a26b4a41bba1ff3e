import type { HttpDestination, ServiceSpec } from '../../src/core/services/service-spec.js';

/** Returns a service that asks for nothing in particular. */
export function aServiceSpec(serviceName: string, over: Partial<ServiceSpec> = {}): ServiceSpec {
  return {
    serviceName,
    parameters: { serviceName },
    aclName: serviceName,
    discovery: 'name',
    checkServers: false,
    isDefaultBackend: false,
    headerRules: [],
    compression: {},
    sticky: false,
    redirectWhenHttpProto: false,
    redirectUnlessHttpsProto: false,
    backendExtra: [],
    destinations: [],
    ...over,
  };
}

/** Returns a destination of mode http that asks for nothing in particular. */
export function anHttpDestination(over: Partial<HttpDestination> = {}): HttpDestination {
  return {
    mode: 'http',
    index: 0,
    port: 80,
    srcHttpsPort: 443,
    pathType: 'path_beg',
    ignorePathCase: false,
    paths: ['/'],
    excludedPaths: [],
    hosts: [],
    headers: [],
    userAgents: [],
    allowedMethods: [],
    deniedMethods: [],
    denyHttp: false,
    httpsOnly: false,
    httpsRedirectCode: 302,
    rewrites: [],
    sslVerifyNone: false,
    verifyClientSsl: false,
    ignoreAuthorization: false,
    ...over,
  };
}
