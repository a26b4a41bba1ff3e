import type { Routing } from '../routing/routing.js';
import { shadowedRoutes } from '../routing/shadowed.js';
import { type Finding, located } from './finding.js';
import type { Places } from './place.js';

/** Returns the routes that no request can reach, at the parameter that makes them. */
export function shadowFindings(routing: Routing, places: Places): readonly Finding[] {
  return shadowedRoutes(routing).map(({ service, backend, words }) => {
    const parameter = parameterOf(backend, [...(places.get(service)?.parameters.keys() ?? [])]);
    const advice = 'change its host or path, or the order of services (aclName), or remove it';
    const problem = { service, parameter, value: backend, rule: words, advice };
    return located(problem, 'shadowed', places);
  });
}

/** The index of a destination ends the names of its backends. */
function parameterOf(backend: string, given: readonly string[]): string {
  const index = Number(/_(\d+)$/.exec(backend)?.[1] ?? 0);
  const bases = ['servicePath', 'serviceDomain', 'port'];
  const names = index === 0 ? bases : [...bases.map((base) => `${base}.${index}`), ...bases];
  return names.find((name) => given.includes(name)) ?? 'servicePath';
}
