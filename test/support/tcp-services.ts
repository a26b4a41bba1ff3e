import type { ServiceSpec, TcpDestination } from '../../src/core/services/service-spec.js';
import { aServiceSpec } from './a-service-spec.js';

/** Returns a service of TCP destinations, numbered from 0 as they come. */
export function aTcpService(
  serviceName: string,
  destinations: readonly Partial<TcpDestination>[] = [{}],
  over: Partial<ServiceSpec> = {},
): ServiceSpec {
  return aServiceSpec(serviceName, {
    ...over,
    destinations: destinations.map((destination, index) => ({ ...plain, index, ...destination })),
  });
}

const plain: TcpDestination = {
  mode: 'tcp',
  index: 0,
  port: 6379,
  srcPort: 6379,
  hosts: [],
  checkTcp: false,
  clitcpka: false,
};
