import { createReadServices } from '../desired-state.js';
import type { Parameters } from '../parameters/parameters.js';
import type { ParseSettings } from '../services/parse-service.js';
import type { ServiceSpec } from '../services/service-spec.js';

const seconds = ['10', '30', '60', '120', '300', '600', '3600'];

/** What a service may ask for besides how it is reached by HTTP and HTTPS. */
const wishes: readonly Parameters[] = [
  {},
  { sessionType: 'sticky-server' },
  ...seconds.map((timeoutServer) => ({ timeoutServer })),
  ...seconds.map((timeoutTunnel) => ({ timeoutTunnel })),
];

/**
 * What many a service asks for, and nothing besides. How tasks are found, dialled and checked is not here: their servers
 * say it. Profiles are cheap, but whoever reads haproxy.cfg meets them all.
 */
const asked: readonly Parameters[] = [
  ...wishes,
  ...wishes.map((wish) => ({ ...wish, httpsOnly: 'true' })),
  { httpsOnly: 'true', httpsRedirectCode: '301' },
  { httpsOnly: 'true', httpsRedirectCode: '301', sessionType: 'sticky-server' },
  { redirectWhenHttpProto: 'true' },
  { redirectUnlessHttpsProto: 'true' },
  { denyHttp: 'true' },
];

/** Returns services as they may come first: HAProxy is told their profiles at start, and can be given them without a reload. */
export function likelyServices(settings: ParseSettings): readonly ServiceSpec[] {
  const { instance } = settings;
  const services = asked.map((parameters, index) => ({
    serviceName: `likely-${index}`,
    port: '80',
    servicePath: '/',
    ...(instance !== undefined && { proxyInstanceName: instance }),
    ...parameters,
  }));
  return createReadServices(settings)(services).specs;
}
