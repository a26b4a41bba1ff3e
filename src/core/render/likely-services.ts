import { createReadServices } from '../desired-state.js';
import type { Parameters } from '../parameters/parameters.js';
import type { ParseSettings } from '../services/parse-service.js';
import type { ServiceSpec } from '../services/service-spec.js';

/** What many a service asks for, and nothing besides. */
const asked: readonly Parameters[] = [
  {},
  { httpsOnly: 'true' },
  { httpsOnly: 'true', httpsRedirectCode: '301' },
  { redirectWhenHttpProto: 'true' },
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
