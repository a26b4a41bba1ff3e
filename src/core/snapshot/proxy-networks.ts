import type { SwarmService } from './swarm-state.js';

/**
 * Returns the networks of the proxy's service, or undefined when there is no such service. Its name may carry its
 * stack's; where several match, being on a network of any of them is enough.
 */
export function networksOfProxy(
  services: readonly SwarmService[],
  proxyServiceName: string,
): ReadonlySet<string> | undefined {
  const proxies = services.filter((service) => isProxy(service, proxyServiceName));
  return proxies.length === 0 ? undefined : new Set(proxies.flatMap(sharedNetworks));
}

/** Says whether the service is attached to one of these networks. */
export function sharesNetwork(service: SwarmService, networks: ReadonlySet<string>): boolean {
  return sharedNetworks(service).some((network) => networks.has(network));
}

function isProxy({ name, labels }: SwarmService, proxyServiceName: string): boolean {
  return name === proxyServiceName || name === `${labels['com.docker.stack.namespace']}_${proxyServiceName}`;
}

/** The ingress network carries published ports only: no service finds another there. */
function sharedNetworks({ networks }: SwarmService): readonly string[] {
  return networks.filter((network) => network !== 'ingress');
}
