import { listIn } from '../list-in.js';
import { memoised } from '../memoised.js';
import { changedBetween } from './changed-between.js';
import { beginningsLike, endsLike } from './cuts.js';
import type { Route } from './route.js';
import { end, type Lookup } from './routing-table.js';

/** Hosts for which the same look-up decides, with the routes that take them, in order. */
export interface HostClass {
  readonly hosts: Lookup['hosts'];
  readonly key: string;
  readonly routes: readonly Route[];
}

/** The classes of routes (in order): a class whose routes are those of the last time is the same object. */
export type HostClasses = (routes: readonly Route[]) => readonly HostClass[];

/** What the last call found, to be kept where nothing changed. */
interface Known {
  readonly routes: readonly Route[];
  readonly any: HostClass;
  readonly host: ReadonlyMap<string, HostClass>;
  readonly suffix: ReadonlyMap<string, HostClass>;
}

/**
 * Returns a finder of the class of all hosts, one for each beginning or whole host that routes name (with the routes of
 * shorter beginnings, which take these hosts too), and one for each end of a host likewise.
 */
export function createHostClasses(): HostClasses {
  let known: Known = {
    routes: [],
    any: { hosts: 'any', key: '', routes: [] },
    host: new Map(),
    suffix: new Map(),
  };
  return (routes) => {
    const changed = changedBetween(known.routes, routes);
    known = {
      routes,
      any: changed.some(({ hosts }) => hosts.length === 0)
        ? { hosts: 'any', key: '', routes: routes.filter(({ hosts }) => hosts.length === 0) }
        : known.any,
      host: classesBy('host', routes, changed, known.host),
      suffix: classesBy('suffix', routes, changed, known.suffix),
    };
    return [known.any, ...known.host.values(), ...known.suffix.values()];
  };
}

const cutsLike = { host: beginningsLike, suffix: endsLike } as const;

function classesBy(
  hosts: 'host' | 'suffix',
  routes: readonly Route[],
  changed: readonly Route[],
  known: ReadonlyMap<string, HostClass>,
): ReadonlyMap<string, HostClass> {
  const changedKeys = new Set(changed.flatMap((route) => keysOf(route)[hosts]));
  if (changedKeys.size === 0) return known;
  const naming = new Map<string, Route[]>();
  for (const route of routes) for (const key of keysOf(route)[hosts]) listIn(naming, key).push(route);
  const shorter = cutsLike[hosts](naming.keys());
  const shorterChanged = cutsLike[hosts](changedKeys);
  const classes = new Map<string, HostClass>();
  for (const key of naming.keys()) {
    const before = shorterChanged(key).some((cut) => changedKeys.has(cut)) ? undefined : known.get(key);
    const taking = before ? [] : shorter(key).flatMap((cut) => naming.get(cut) ?? []);
    classes.set(key, before ?? { hosts, key, routes: inOrder(taking) });
  }
  return classes;
}

/** The beginnings (or whole hosts) and the ends that a route names; kept, because making such text is what costs. */
const keysOf = memoised(
  ({ hosts }: Route): Readonly<Record<'host' | 'suffix', readonly string[]>> => ({
    host: hosts.flatMap((match) => {
      if (match.kind === 'exact') return match.host + end;
      return match.kind === 'prefix' ? match.host : [];
    }),
    suffix: hosts.flatMap((match) => (match.kind === 'suffix' ? match.host : [])),
  }),
);

function inOrder(taking: readonly Route[]): readonly Route[] {
  return taking.length < 2 ? taking : [...new Set(taking)].sort((a, b) => (a.rank < b.rank ? -1 : 1));
}
