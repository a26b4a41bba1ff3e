import type { Destination, ServiceSpec } from '../parameters/service-spec.js';
import type { Route } from './route.js';

/** Sorts below every character that names may hold, so that `a` comes before `a-b`. */
export const rankSeparator = '!';

/**
 * Returns the routes in order, first match wins: services with a path under /.well-known first, then by aclName,
 * services with the path / last; inside a service by index.
 */
export function routesOf(specs: readonly ServiceSpec[]): readonly Route[] {
  const routes = specs.flatMap((spec) => spec.destinations.map((destination) => routeOf(spec, destination)));
  return routes.sort((a, b) => (a.rank < b.rank ? -1 : 1));
}

/** Returns the name of a destination's backend. */
export function backendName(spec: ServiceSpec, destination: Destination): string {
  return `${spec.aclName}-be${destination.port}_${destination.index}`;
}

function routeOf(spec: ServiceSpec, destination: Destination): Route {
  const { index, srcPort, hosts, pathType, paths, excludedPaths } = destination;
  return {
    rank: [tierOf(spec), spec.aclName, String(index).padStart(5, '0')].join(rankSeparator),
    service: spec.serviceName,
    backend: backendName(spec, destination),
    ...(srcPort === undefined ? {} : { port: srcPort }),
    hosts,
    pathType,
    paths,
    excludedPaths,
  };
}

function tierOf({ destinations }: ServiceSpec): 0 | 1 | 2 {
  const paths = destinations.flatMap((destination) => destination.paths);
  if (paths.some((path) => path.startsWith('/.well-known'))) return 0;
  return paths.includes('/') ? 2 : 1;
}
