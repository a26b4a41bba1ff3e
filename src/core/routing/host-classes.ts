import { listIn } from '../list-in.js';
import { beginningsLike, endsLike } from './cuts.js';
import type { Route } from './route.js';
import { end, type Lookup } from './routing-table.js';

/** Hosts for which the same look-up decides, with the routes that take them, in order. */
export interface HostClass {
  readonly hosts: Lookup['hosts'];
  readonly key: string;
  readonly routes: readonly Route[];
}

/** Places in the list of routes, smallest first, by what their host begins or ends with. */
type Places = Map<string, number[]>;

/**
 * Returns the class of all hosts, one for each beginning or whole host that routes name (with the routes of shorter
 * beginnings, which take these hosts too), and one for each end of a host likewise.
 */
export function hostClasses(routes: readonly Route[]): readonly HostClass[] {
  const beginnings: Places = new Map();
  const ends: Places = new Map();
  const any: Route[] = [];
  routes.forEach((route, place) => {
    if (route.hosts.length === 0) any.push(route);
    for (const match of route.hosts) {
      if (match.kind === 'exact') listIn(beginnings, match.host + end).push(place);
      if (match.kind === 'prefix') listIn(beginnings, match.host).push(place);
      if (match.kind === 'suffix') listIn(ends, match.host).push(place);
    }
  });
  const shorterBeginnings = beginningsLike(beginnings.keys());
  const shorterEnds = endsLike(ends.keys());
  return [
    { hosts: 'any', key: '', routes: any },
    ...[...beginnings.keys()].sort().map((key): HostClass => {
      const taking = shorterBeginnings(key).flatMap((cut) => beginnings.get(cut) ?? []);
      return { hosts: 'host', key, routes: inOrder(taking, routes) };
    }),
    ...[...ends.keys()].sort().map((key): HostClass => {
      const taking = shorterEnds(key).flatMap((cut) => ends.get(cut) ?? []);
      return { hosts: 'suffix', key: `*${key}`, routes: inOrder(taking, routes) };
    }),
  ];
}

function inOrder(places: readonly number[], routes: readonly Route[]): readonly Route[] {
  const sorted = places.length < 2 ? places : [...new Set(places)].sort((a, b) => a - b);
  return sorted.flatMap((place) => routes[place] ?? []);
}
