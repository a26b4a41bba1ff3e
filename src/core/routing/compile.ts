import type { MapFile } from '../rendered-config.js';
import { type PathRule, pathEntries } from './compile-paths.js';
import type { Route } from './route.js';
import { end, type Lookup, mapNames, type RoutingTable } from './routing-table.js';

/**
 * Returns the routing table of these routes (in order). For every class of hosts and every entry port it works out
 * which route wins at each path, so that the longest prefix HAProxy finds is the first match of the list.
 */
export function compile(routes: readonly Route[]): RoutingTable {
  const plain = routes.filter(isPlain);
  const classes = hostClasses(plain);
  const ports = new Set(plain.map(({ port }) => port));
  const entries = new Map<string, string>();
  // Always there, so that the first route and the last one come and go without a change of the frontend.
  const lookups: Lookup[] = [{ hosts: 'any', byPort: false }];
  for (const hosts of ['any', 'host', 'suffix'] as const) {
    for (const port of ports) {
      let used = false;
      for (const hostClass of classes.filter((candidate) => candidate.hosts === hosts)) {
        const scoped = hostClass.routes.filter((route) => route.port === port);
        for (const [path, value] of pathEntries(scoped.map(pathRule))) {
          entries.set(`${port ?? ''}|${hostClass.key}|${path}`, value);
          used = true;
        }
      }
      const lookup = { hosts, byPort: port !== undefined };
      if (used && !lookups.some((other) => other.hosts === hosts && other.byPort === lookup.byPort))
        lookups.push(lookup);
    }
  }
  return {
    lookups: lookups.sort(byText),
    rest: routes.filter((route) => !isPlain(route)),
    maps: mapsOf(entries, classes),
  };
}

const byText = (a: Lookup, b: Lookup) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Whether maps can hold the route: its hosts and paths are whole, a beginning or (hosts) an end. */
function isPlain(route: Route): boolean {
  const plainHosts = route.hosts.every(
    ({ kind }) => kind === 'exact' || kind === 'prefix' || kind === 'suffix',
  );
  const plainPath = !route.ignorePathCase && (route.pathType === 'path' || route.pathType === 'path_beg');
  const entries = route.hosts.length * (route.paths.length + route.excludedPaths.length);
  const small = entries <= mostEntries;
  return small && plainHosts && plainPath && route.headers.length === 0 && route.userAgents.length === 0;
}

/** The map has an entry for every host with every path: one service with thousands of both would fill the memory. */
const mostEntries = 20_000;

function pathRule(route: Route): PathRule {
  const key = (path: string) => (route.pathType === 'path' ? path + end : path);
  return { route, paths: route.paths.map(key), excludedPaths: route.excludedPaths.map(key) };
}

/** Hosts for which the same look-up decides, with the routes that take them, in order. */
interface HostClass {
  readonly hosts: Lookup['hosts'];
  readonly key: string;
  readonly routes: readonly Route[];
}

/**
 * Returns the class of all hosts, one for each beginning or whole host that routes name (with the routes of shorter
 * beginnings, which take these hosts too), and one for each end of a host likewise.
 */
function hostClasses(routes: readonly Route[]): readonly HostClass[] {
  const order = new Map(routes.map((route, position) => [route, position]));
  const inOrder = (some: Iterable<Route>) =>
    [...new Set(some)].sort((a, b) => (order.get(a) ?? 0) - (order.get(b) ?? 0));
  const beginnings = new Map<string, Route[]>();
  const ends = new Map<string, Route[]>();
  for (const route of routes) {
    for (const match of route.hosts) {
      if (match.kind === 'exact') listIn(beginnings, match.host + end).push(route);
      if (match.kind === 'prefix') listIn(beginnings, match.host).push(route);
      if (match.kind === 'suffix') listIn(ends, match.host).push(route);
    }
  }
  const any: HostClass = { hosts: 'any', key: '', routes: routes.filter(({ hosts }) => hosts.length === 0) };
  const byBeginning = [...beginnings.keys()].map((key): HostClass => {
    const taking = Array.from(
      { length: key.length },
      (_, cut) => beginnings.get(key.slice(0, cut + 1)) ?? [],
    );
    return { hosts: 'host', key, routes: inOrder(taking.flat()) };
  });
  const byEnd = [...ends.keys()].map((key): HostClass => {
    const taking = Array.from({ length: key.length + 1 }, (_, cut) => ends.get(key.slice(cut)) ?? []);
    return { hosts: 'suffix', key: `*${key}`, routes: inOrder(taking.flat()) };
  });
  return [any, ...byBeginning, ...byEnd];
}

function listIn(map: Map<string, Route[]>, key: string): Route[] {
  const list = map.get(key) ?? [];
  map.set(key, list);
  return list;
}

function mapsOf(entries: ReadonlyMap<string, string>, classes: readonly HostClass[]): readonly MapFile[] {
  const keysOf = (hosts: Lookup['hosts']) =>
    classes.filter((one) => one.hosts === hosts).map(({ key }) => key);
  const hosts = keysOf('host').sort();
  // HAProxy walks this one and takes the first entry that fits: the longest must come first.
  const suffixes = keysOf('suffix').sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return [
    {
      name: mapNames.routes,
      match: 'beg',
      entries: new Map([...entries].sort(([a], [b]) => (a < b ? -1 : 1))),
    },
    { name: mapNames.hosts, match: 'beg', entries: new Map(hosts.map((key) => [key, key])) },
    { name: mapNames.suffixes, match: 'end', entries: new Map(suffixes.map((key) => [key.slice(1), key])) },
  ];
}
