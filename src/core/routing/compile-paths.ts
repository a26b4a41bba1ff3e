import type { Route } from './route.js';
import { noRoute, routeValue } from './routing-table.js';

/** A route with its paths as keys of the map: whole paths end in the end mark, beginnings do not. */
export interface PathRule {
  readonly route: Route;
  readonly paths: readonly string[];
  readonly excludedPaths: readonly string[];
}

/**
 * Returns the entries of one host class: every key at which the winner can change → the winner there. `rules` are in
 * order. Where nothing wins (an excluded path) the entry says so, so that a shorter key is not found instead.
 */
export function pathEntries(rules: readonly PathRule[]): ReadonlyMap<string, string> {
  const takers = new Map<string, number[]>();
  rules.forEach(({ paths }, position) => {
    for (const path of paths) takers.set(path, [...(takers.get(path) ?? []), position]);
  });
  const keys = new Set(rules.flatMap(({ paths, excludedPaths }) => [...paths, ...excludedPaths]));
  const entries = new Map<string, string>();
  for (const key of keys) entries.set(key, winnerAt(key, rules, takers));
  return entries;
}

function winnerAt(
  key: string,
  rules: readonly PathRule[],
  takers: ReadonlyMap<string, readonly number[]>,
): string {
  let winner: number | undefined;
  for (let cut = 1; cut <= key.length; cut++) {
    for (const position of takers.get(key.slice(0, cut)) ?? []) {
      if (winner !== undefined && winner < position) continue;
      if (!rules[position]?.excludedPaths.some((excluded) => key.startsWith(excluded))) winner = position;
    }
  }
  const rule = winner === undefined ? undefined : rules[winner];
  return rule ? routeValue(rule.route) : noRoute;
}
