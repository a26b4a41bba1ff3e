import { listIn } from '../list-in.js';
import { memoised } from '../memoised.js';
import { changedBetween } from './changed-between.js';
import { beginningsLike } from './cuts.js';
import type { Route } from './route.js';
import { end, noRoute, routeValue } from './routing-table.js';

/** Entries of one host class on one entry port: a path → the winner there, and the routes (in order) that they follow from. */
export interface PathEntries {
  readonly routes: readonly Route[];
  readonly entries: ReadonlyMap<string, string>;
}

/**
 * Returns the entries of routes: every key at which the winner can change → the winner there. Where nothing wins (an
 * excluded path) the entry says so, so that a shorter key is not found instead. What `before` tells is not worked out again.
 */
export function pathEntries(routes: readonly Route[], before: PathEntries = nothing): PathEntries {
  const changed = changedBetween(before.routes, routes);
  if (changed.length === 0) return before;
  const winnerAt = winnerAmong(routes);
  const changedPaths = new Set(changed.flatMap((route) => keysOf(route).paths));
  const shorterChanged = beginningsLike(changedPaths);
  const entries = new Map<string, string>();
  for (const route of routes) {
    for (const key of keysOf(route).all) {
      if (entries.has(key)) continue;
      const touched = shorterChanged(key).some((cut) => changedPaths.has(cut));
      entries.set(key, (touched ? undefined : before.entries.get(key)) ?? winnerAt(key));
    }
  }
  return { routes, entries };
}

const nothing: PathEntries = { routes: [], entries: new Map() };

/** A route's paths as keys of the map: whole paths end in the end mark, beginnings do not. */
const keysOf = memoised(({ pathType, paths, excludedPaths }: Route) => {
  const key = (path: string) => (pathType === 'path' ? path + end : path);
  const [taken, excluded] = [paths.map(key), excludedPaths.map(key)];
  return { paths: taken, excludedPaths: excluded, all: [...taken, ...excluded] };
});

function winnerAmong(routes: readonly Route[]): (key: string) => string {
  const takers = new Map<string, Route[]>();
  for (const route of routes) for (const path of keysOf(route).paths) listIn(takers, path).push(route);
  const beginnings = beginningsLike(takers.keys());
  const takes = (route: Route, key: string) =>
    !keysOf(route).excludedPaths.some((excluded) => key.startsWith(excluded));
  return (key) => {
    const firsts = beginnings(key).flatMap(
      (cut) => takers.get(cut)?.find((route) => takes(route, key)) ?? [],
    );
    const [first, ...others] = firsts;
    if (first === undefined) return noRoute;
    return routeValue(others.reduce((best, route) => (route.rank < best.rank ? route : best), first));
  };
}
