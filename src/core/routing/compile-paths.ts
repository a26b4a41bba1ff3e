import { listIn } from '../list-in.js';
import { beginningsLike } from './cuts.js';
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
    for (const path of paths) listIn(takers, path).push(position);
  });
  const beginnings = beginningsLike(takers.keys());
  const entries = new Map<string, string>();
  for (const { paths, excludedPaths } of rules) {
    for (const key of [...paths, ...excludedPaths])
      if (!entries.has(key)) entries.set(key, winnerAt(beginnings(key), key, rules, takers));
  }
  return entries;
}

function winnerAt(
  beginnings: readonly string[],
  key: string,
  rules: readonly PathRule[],
  takers: ReadonlyMap<string, readonly number[]>,
): string {
  let winner = rules.length;
  for (const beginning of beginnings) {
    for (const position of takers.get(beginning) ?? []) {
      if (position >= winner) break;
      if (!rules[position]?.excludedPaths.some((excluded) => key.startsWith(excluded))) winner = position;
    }
  }
  const rule = rules[winner];
  return rule ? routeValue(rule.route) : noRoute;
}
