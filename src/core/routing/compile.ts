import { memoised } from '../memoised.js';
import type { MapFile } from '../rendered-config.js';
import { type PathRule, pathEntries } from './compile-paths.js';
import { type HostClass, hostClasses } from './host-classes.js';
import type { Route } from './route.js';
import { end, keyPrefix, type Lookup, mapNames, type RoutingTable } from './routing-table.js';

/** Returns the routing table of routes (in order). */
export type Compile = (routes: readonly Route[]) => RoutingTable;

/** Path entries of a class of hosts on an entry port, and the routes they were made of. */
interface KnownEntries {
  readonly routes: readonly Route[];
  readonly entries: readonly (readonly [key: string, value: string])[];
}

/**
 * Returns a compiler. For every class of hosts and every entry port it works out which route wins at each path, so that
 * the longest prefix HAProxy finds is the first match of the list. A class whose routes are those of the last time is not
 * worked out again: one service more or less touches the classes of its hosts only.
 */
export function createCompile(): Compile {
  let known = new Map<string, KnownEntries>();
  return (routes) => {
    const next = new Map<string, KnownEntries>();
    const plain = routes.filter(isPlain);
    const classes = hostClasses(plain);
    const ports = [...new Set(plain.map(({ port }) => port))].sort((a, b) => (a ?? 0) - (b ?? 0));
    for (const port of ports) {
      for (const { hosts, key, routes: ofClass } of classes) {
        const scoped = ports.length === 1 ? ofClass : ofClass.filter((route) => route.port === port);
        if (scoped.length === 0) continue;
        const prefix = keyPrefix(port !== undefined, `${port}`, hosts, key);
        const before = known.get(prefix);
        next.set(prefix, before && isSame(before.routes, scoped) ? before : entriesOf(prefix, scoped));
      }
    }
    known = next;
    return {
      lookups: lookupsOf(classes),
      rest: routes.filter((route) => !isPlain(route)),
      maps: mapsOf(next, classes),
    };
  };
}

/** Compiles routes once. */
export function compile(routes: readonly Route[]): RoutingTable {
  return createCompile()(routes);
}

function isSame(before: readonly Route[], now: readonly Route[]): boolean {
  return before.length === now.length && before.every((route, position) => route === now[position]);
}

function entriesOf(prefix: string, routes: readonly Route[]): KnownEntries {
  const byPath = [...pathEntries(routes.map(pathRule))].sort(([a], [b]) => (a < b ? -1 : 1));
  return { routes, entries: byPath.map(([path, value]) => [prefix + path, value] as const) };
}

/** Those that the present classes need, since each costs requests time; without any class the one of routes for any host. */
function lookupsOf(classes: readonly HostClass[]): readonly Lookup[] {
  const lookups = new Map<string, Lookup>();
  const add = (lookup: Lookup) => lookups.set(JSON.stringify(lookup), lookup);
  for (const { hosts, routes } of classes)
    for (const byPort of new Set(routes.map(({ port }) => port !== undefined))) add({ hosts, byPort });
  if (lookups.size === 0) add({ hosts: 'any', byPort: false });
  return [...lookups.values()].sort(byText);
}

const byText = (a: Lookup, b: Lookup) => (JSON.stringify(a) < JSON.stringify(b) ? -1 : 1);

/** Whether maps can hold the route: its hosts and paths are whole, a beginning or (hosts) an end. */
const isPlain = memoised((route: Route): boolean => {
  const plainHosts = route.hosts.every(
    ({ kind }) => kind === 'exact' || kind === 'prefix' || kind === 'suffix',
  );
  const plainPath = !route.ignorePathCase && (route.pathType === 'path' || route.pathType === 'path_beg');
  const entries = route.hosts.length * (route.paths.length + route.excludedPaths.length);
  const small = entries <= mostEntries;
  return small && plainHosts && plainPath && route.headers.length === 0 && route.userAgents.length === 0;
});

/** The map has an entry for every host with every path: one service with thousands of both would fill the memory. */
const mostEntries = 20_000;

const pathRule = memoised((route: Route): PathRule => {
  const key = (path: string) => (route.pathType === 'path' ? path + end : path);
  return { route, paths: route.paths.map(key), excludedPaths: route.excludedPaths.map(key) };
});

function mapsOf(known: ReadonlyMap<string, KnownEntries>, classes: readonly HostClass[]): readonly MapFile[] {
  const keysOf = (hosts: Lookup['hosts']) =>
    classes.filter((one) => one.hosts === hosts).map(({ key }) => key);
  const hosts = keysOf('host');
  // HAProxy walks this one and takes the first entry that fits: the longest must come first.
  const suffixes = keysOf('suffix').sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  const entries = [...known.values()].flatMap((ofClass) => ofClass.entries);
  return [
    {
      name: mapNames.routes,
      match: 'beg',
      entries: new Map(entries),
    },
    { name: mapNames.hosts, match: 'beg', entries: new Map(hosts.map((key) => [key, key])) },
    { name: mapNames.suffixes, match: 'end', entries: new Map(suffixes.map((key) => [key.slice(1), key])) },
  ];
}
