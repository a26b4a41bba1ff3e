import { listIn } from '../list-in.js';
import type { HostMatch } from '../services/service-spec.js';
import { beginningsLike } from './cuts.js';
import type { Route } from './route.js';
import { end } from './routing-table.js';

/** Returns those of some routes that may take a host, in their order, and none twice. */
export type RoutesByHost = (host: string) => readonly Route[];

/** Returns the routes found by the beginning or the whole of the hosts they name, so that most need not be tried. */
export function routesByHost(routes: readonly Route[]): RoutesByHost {
  const named = new Map<string, number[]>();
  const others: number[] = [];
  routes.forEach(({ hosts }, place) => {
    const keys = hosts.map(keyOf);
    if (keys.length === 0 || keys.includes(undefined)) others.push(place);
    else for (const key of new Set(keys)) listIn(named, key ?? '').push(place);
  });
  const beginnings = beginningsLike(named.keys());
  const at = (places: readonly number[]) => places.flatMap((place) => routes[place] ?? []);
  const ofAnyHost = at(others);
  const find = (host: string): readonly Route[] => {
    const found = beginnings(host + end).flatMap((cut) => named.get(cut) ?? []);
    if (found.length === 0) return ofAnyHost;
    return at([...new Set([...found, ...others])].sort((a, b) => a - b));
  };
  let last: { readonly host: string; readonly found: readonly Route[] } | undefined;
  return (host) => {
    if (last?.host !== host) last = { host, found: find(host) };
    return last.found;
  };
}

function keyOf(match: HostMatch): string | undefined {
  if (match.kind === 'exact') return match.host + end;
  return match.kind === 'prefix' ? match.host : undefined;
}
