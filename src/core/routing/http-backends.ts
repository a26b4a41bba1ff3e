import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';

/** A backend that a destination makes, and the entry port whose requests go there. */
export interface HttpBackend {
  readonly name: string;
  /** Port of the service. */
  readonly port: number;
  /** Any, when absent. */
  readonly entryPort?: number;
}

/** Returns the one backend of a destination, or two: requests that came in by HTTPS may have a port of their own. */
export function httpBackends(
  { aclName }: Pick<ServiceSpec, 'aclName'>,
  { index, port, httpsPort, srcPort, srcHttpsPort }: HttpDestination,
): readonly HttpBackend[] {
  const plain = port && {
    name: `${aclName}-be${port}_${index}`,
    port,
    ...(srcPort && { entryPort: srcPort }),
  };
  const secure = httpsPort && {
    name: `https-${aclName}-be${httpsPort}_${index}`,
    port: httpsPort,
    entryPort: srcHttpsPort,
  };
  return [plain, secure].flatMap((backend) => backend || []);
}

/** Returns the name of the backend that redirects to a destination's first host. */
export function redirectBackendName(
  { aclName }: Pick<ServiceSpec, 'aclName'>,
  { index }: HttpDestination,
): string {
  return `redirect-${aclName}-be_${index}`;
}

/** Returns a service's destinations of mode http. */
export function httpDestinations({ destinations }: ServiceSpec): readonly HttpDestination[] {
  return destinations.flatMap((destination) => (destination.mode === 'http' ? destination : []));
}
