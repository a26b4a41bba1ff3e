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
  const shorterBeginnings = lengthsOf(beginnings);
  const shorterEnds = lengthsOf(ends);
  return [
    { hosts: 'any', key: '', routes: any },
    ...[...beginnings.keys()].sort().map((key): HostClass => {
      const within = shorterBeginnings.filter((length) => length <= key.length);
      const taking = within.flatMap((length) => beginnings.get(key.slice(0, length)) ?? []);
      return { hosts: 'host', key, routes: inOrder(taking, routes) };
    }),
    ...[...ends.keys()].sort().map((key): HostClass => {
      const within = shorterEnds.filter((length) => length <= key.length);
      const taking = within.flatMap((length) => ends.get(key.slice(key.length - length)) ?? []);
      return { hosts: 'suffix', key: `*${key}`, routes: inOrder(taking, routes) };
    }),
  ];
}

/** Few, however many keys there are: only so many cuts of a key can be keys, too. */
function lengthsOf(places: Places): readonly number[] {
  return [...new Set([...places.keys()].map(({ length }) => length))];
}

function inOrder(places: readonly number[], routes: readonly Route[]): readonly Route[] {
  const sorted = places.length < 2 ? places : [...new Set(places)].sort((a, b) => a - b);
  return sorted.flatMap((place) => routes[place] ?? []);
}

function listIn(places: Places, key: string): number[] {
  const list = places.get(key) ?? [];
  places.set(key, list);
  return list;
}
