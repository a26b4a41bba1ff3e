import { memoised } from '../memoised.js';
import type { HttpDestination, ServiceSpec } from '../services/service-spec.js';
import { bySpecificity } from './by-specificity.js';
import { httpBackends, httpDestinations, redirectBackendName } from './http-backends.js';
import type { Route } from './route.js';

/** Sorts below every character that names may hold, so that `a` comes before `a-b`. */
const rankSeparator = '!';

/** What comes first: challenges of certificate authorities, redirects from one host to another, paths, the path /. */
const tiers = { wellKnown: 0, redirect: 1, path: 2, root: 3 } as const;
type Tier = (typeof tiers)[keyof typeof tiers];

/** Setting ROUTE_ORDER. */
export type RouteOrder = 'alphabetical' | 'specificity';

/**
 * Returns the routes in order, first match wins: services with a path under /.well-known first, then redirects from other
 * hosts, then by aclName, services with the path / last; inside a service by index. With `specificity` all others stand by
 * host and path instead, the most specific first, and by aclName only where these are alike. What a template of the operator
 * takes the place of has no routes.
 */
export function routesOf(
  specs: readonly ServiceSpec[],
  order: RouteOrder = 'alphabetical',
): readonly Route[] {
  const routes = specs.flatMap(routesOfService[order]);
  return routes.sort((a, b) => (a.rank < b.rank ? -1 : 1));
}

const routesOfService: Readonly<Record<RouteOrder, (spec: ServiceSpec) => readonly Route[]>> = {
  alphabetical: memoised((spec) => serviceRoutes(spec, 'alphabetical')),
  specificity: memoised((spec) => serviceRoutes(spec, 'specificity')),
};

function serviceRoutes(spec: ServiceSpec, order: RouteOrder): readonly Route[] {
  if (spec.frontendTemplate !== undefined) return [];
  const destinations = httpDestinations(spec);
  const tier = tierOf(destinations);
  return destinations.flatMap((destination) => [
    ...backendRoutes(spec, destination, tier, order),
    ...redirectRoutes(spec, destination),
  ]);
}

function backendRoutes(
  spec: ServiceSpec,
  destination: HttpDestination,
  tier: Tier,
  order: RouteOrder,
): readonly Route[] {
  const { hosts, headers, userAgents, pathType, ignorePathCase, paths, excludedPaths } = destination;
  return httpBackends(spec, destination).flatMap(({ name, entryPort }, position) => {
    const route = {
      service: spec.serviceName,
      backend: name,
      ...(entryPort && { port: entryPort }),
      hosts,
      headers,
      userAgents,
      pathType,
      ignorePathCase,
      paths,
      excludedPaths,
    };
    if (order === 'alphabetical' || tier === tiers.wellKnown)
      return [{ ...route, rank: rankOf(tier, spec.aclName, destination, position) }];
    return bySpecificity(route).map((one) => ({
      ...one.route,
      rank: rankOf(tiers.path, `${one.key}.${spec.aclName}`, destination, position),
    }));
  });
}

function redirectRoutes(spec: ServiceSpec, destination: HttpDestination): readonly Route[] {
  if (destination.redirectFrom === undefined) return [];
  const everything = {
    headers: [],
    userAgents: [],
    pathType: 'path_beg',
    ignorePathCase: false,
    paths: ['/'],
  } as const;
  return [
    {
      rank: rankOf(tiers.redirect, spec.aclName, destination, 0),
      service: spec.serviceName,
      backend: redirectBackendName(spec, destination),
      hosts: destination.redirectFrom.hosts,
      ...everything,
      excludedPaths: [],
    },
  ];
}

function rankOf(tier: Tier, name: string, { index }: HttpDestination, position: number): string {
  const place = `${String(index).padStart(5, '0')}${position === 0 ? '' : 's'}`;
  return [tier, name, place].join(rankSeparator);
}

function tierOf(destinations: readonly HttpDestination[]): Tier {
  const paths = destinations.flatMap((destination) => destination.paths);
  if (paths.some((path) => path.toLowerCase().startsWith('/.well-known'))) return tiers.wellKnown;
  return paths.includes('/') ? tiers.root : tiers.path;
}
