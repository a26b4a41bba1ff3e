import * as A from 'fp-ts/lib/ReadonlyArray.js';
import { memoised } from '../memoised.js';
import type { MapFile } from '../rendered-config.js';
import { type PathEntries, pathEntries } from './compile-paths.js';
import { createHostClasses, type HostClass } from './host-classes.js';
import type { Route } from './route.js';
import { keyPrefix, type Lookup, mapNames, type RoutingTable } from './routing-table.js';

/** Returns the routing table of routes (in order). */
export type Compile = (routes: readonly Route[]) => RoutingTable;

/** What became of a class of hosts. */
interface CompiledClass {
  readonly of: HostClass;
  /** By entry port; undefined: routes for any port. */
  readonly byPort: ReadonlyMap<number | undefined, PathEntries>;
  /** In the map of routes. */
  readonly entries: readonly (readonly [key: string, value: string])[];
}

type CompiledClasses = ReadonlyMap<string, CompiledClass>;

/**
 * Returns a compiler. For every class of hosts and every entry port it works out which route wins at each path, so that
 * the longest prefix HAProxy finds is the first match of the list. What follows from the routes of the last time is kept:
 * one service more or less touches its own hosts and, among their paths, those that begin with its own.
 */
export function createCompile(): Compile {
  const hostClasses = createHostClasses();
  let known: Readonly<Record<Lookup['hosts'], CompiledClasses>> = emptyTable();
  return (routes) => {
    const next = emptyTable();
    const { left: rest, right: plain } = A.partition(isPlain)(routes);
    for (const hostClass of hostClasses(plain)) {
      const { hosts, key } = hostClass;
      next[hosts].set(key, compileClass(hostClass, known[hosts].get(key)));
    }
    known = next;
    return {
      lookups: lookupsOf(next),
      rest,
      maps: mapsOf(next),
    };
  };
}

/** Compiles routes once. */
export function compile(routes: readonly Route[]): RoutingTable {
  return createCompile()(routes);
}

function emptyTable(): Record<Lookup['hosts'], Map<string, CompiledClass>> {
  return { any: new Map(), host: new Map(), suffix: new Map() };
}

function compileClass(of: HostClass, before: CompiledClass | undefined): CompiledClass {
  if (before?.of === of) return before;
  const ports = [...new Set(of.routes.map(({ port }) => port))].sort((a, b) => (a ?? 0) - (b ?? 0));
  const byPort = new Map(
    ports.map((port) => {
      const routes = ports.length === 1 ? of.routes : of.routes.filter((route) => route.port === port);
      return [port, pathEntries(routes, before?.byPort.get(port))] as const;
    }),
  );
  const entries = [...byPort].flatMap(([port, { entries: ofPort }]) => {
    const prefix = keyPrefix(port !== undefined, `${port}`, of.hosts, classKey(of));
    return [...ofPort].map(([path, value]) => [prefix + path, value] as const);
  });
  return { of, byPort, entries };
}

/** Beginnings and ends of hosts may be spelt alike. */
function classKey({ hosts, key }: HostClass): string {
  return hosts === 'suffix' ? `*${key}` : key;
}

/** Those that the present classes need, since each costs requests time; without any class the one of routes for any host. */
function lookupsOf(table: Readonly<Record<Lookup['hosts'], CompiledClasses>>): readonly Lookup[] {
  const lookups: Lookup[] = [];
  for (const hosts of ['any', 'host', 'suffix'] as const) {
    const byPorts = new Set<boolean>();
    for (const { byPort } of table[hosts].values())
      for (const port of byPort.keys()) byPorts.add(port !== undefined);
    for (const byPort of [...byPorts].sort()) lookups.push({ byPort, hosts });
  }
  return lookups.length > 0 ? lookups : [{ byPort: false, hosts: 'any' }];
}

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

function mapsOf({
  any,
  host,
  suffix,
}: Readonly<Record<Lookup['hosts'], CompiledClasses>>): readonly MapFile[] {
  const routes = new Map<string, string>();
  for (const classes of [any, host, suffix])
    for (const { entries } of classes.values()) for (const [key, value] of entries) routes.set(key, value);
  const hosts = new Map<string, string>();
  for (const key of host.keys()) hosts.set(key, key);
  // HAProxy walks this one and takes the first entry that fits: the longest must come first.
  const ends = [...suffix.keys()].sort((a, b) => b.length - a.length || (a < b ? -1 : 1));
  return [
    { name: mapNames.routes, match: 'beg', entries: routes },
    { name: mapNames.hosts, match: 'beg', entries: hosts },
    { name: mapNames.suffixes, match: 'end', entries: new Map(ends.map((key) => [key, `*${key}`])) },
  ];
}
