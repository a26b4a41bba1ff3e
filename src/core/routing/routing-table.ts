import type { MapFile } from '../rendered-config.js';
import type { Route } from './route.js';

/** The routes compiled: what HAProxy looks up, and the routes that have to be tried one by one. */
export interface RoutingTable {
  readonly maps: readonly MapFile[];
  /** Only the look-ups that the present routes need: each costs one or two per cent of throughput. */
  readonly lookups: readonly Lookup[];
  /** Routes that maps cannot hold, in order; each wins only where it comes before the looked-up winner. */
  readonly rest: readonly Route[];
}

/**
 * One look-up in the map of routes. Its key is `<path>#` for routes of any host on any port, so that HAProxy need not put one
 * together for the simplest of all services; otherwise `<port>|<host class>|<path>#`, where the port is empty unless `byPort`,
 * and the host class is empty for `any`, a key of the map of hosts for `host`, and a value of the map of suffixes for `suffix`.
 */
export interface Lookup {
  readonly byPort: boolean;
  readonly hosts: 'any' | 'host' | 'suffix';
}

/** The value that a look-up without an answer gives; sorts after every rank. */
export const noRoute = '~';

/** Returns what comes before the path in the keys of a look-up. No path begins with it, since paths begin with `/`. */
export function keyPrefix(byPort: boolean, port: string, hosts: Lookup['hosts'], hostClass: string): string {
  return !byPort && hosts === 'any' ? '' : `${byPort ? port : ''}|${hostClass}|`;
}

export const mapNames = {
  routes: 'maps/routes.map',
  hosts: 'maps/hosts.map',
  suffixes: 'maps/suffixes.map',
} as const;

/** Returns what the map of routes holds for a winner: its rank, which look-ups compare, and its backend. */
export function routeValue(route: Route): string {
  return `${route.rank}!${route.backend}`;
}

/** Ends a key that must match as a whole: no host and no path holds it, so that a prefix search finds it only there. */
export const end = '#';
