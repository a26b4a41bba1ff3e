import type { Destination, ServiceSpec } from './services/service-spec.js';

/**
 * Returns whether HAProxy has hardly anything to refuse in the service: nothing of it is in a language of HAProxy's, such as raw
 * lines, expressions in headers, regular expressions, names of algorithms.
 */
export function isPlain(spec: ServiceSpec): boolean {
  return (
    spec.backendExtra.length === 0 &&
    spec.frontendTemplate === undefined &&
    spec.backendTemplate === undefined &&
    spec.certificate === undefined &&
    spec.headerRules.every(({ value, condition }) => !value.includes('%') && condition.length === 0) &&
    spec.compression.algorithms === undefined &&
    spec.destinations.every(isPlainDestination)
  );
}

function isPlainDestination(destination: Destination): boolean {
  const plainHosts = destination.hosts.every(
    (host) => host.kind !== 'fetch' && !(host.kind === 'method' && host.method === 'reg'),
  );
  if (destination.mode === 'tcp') return plainHosts && destination.balanceGroup === undefined;
  return plainHosts && destination.pathType !== 'path_reg' && destination.rewrites.length === 0;
}
