import { comparedHost } from './compared-host.js';
import type { PassedOver } from './explanation.js';
import type { RequestHead, Route } from './route.js';
import { checksOf, type RouteCheck } from './route-checks.js';

interface Miss {
  readonly route: Route;
  readonly words: string;
  /** How far off; the smallest is the nearest. */
  readonly group: number;
  /** Letters that the pattern shares with the request, among those of one group. */
  readonly shared: number;
}

/** Returns the routes that do not take the request because of one thing only, the nearest first. */
export function nearMisses(routes: readonly Route[], head: RequestHead): readonly PassedOver[] {
  const misses = routes.flatMap((route) => missOf(route, head) ?? []);
  return misses
    .sort((a, b) => a.group - b.group || b.shared - a.shared)
    .map(({ route: { service, backend }, words }) => ({ service, backend, takes: false, words }));
}

function missOf(route: Route, head: RequestHead): Miss | undefined {
  const checks = checksOf(route, head);
  const [failed, ...more] = checks.filter(({ fits }) => !fits);
  if (failed === undefined || more.length > 0) return undefined;
  const { group, shared } = distance(route, head, failed);
  // Any host and another path: that is what every other service looks like.
  if (group === farthest && shared < 2) return undefined;
  return { route, group, shared, words: wordsOf(route, failed) };
}

const farthest = 3;

function distance(route: Route, head: RequestHead, { about }: RouteCheck): { group: number; shared: number } {
  switch (about) {
    case 'path': {
      const shared = Math.max(...route.paths.map((path) => sharedStart(path, head.path)));
      return { group: route.hosts.length > 0 ? 1 : farthest, shared };
    }
    case 'host': {
      const host = comparedHost(head.host ?? '');
      const names = route.hosts.map((match) => ('host' in match ? match.host : match.pattern));
      return { group: 2, shared: Math.max(...names.map((name) => sharedEnds(name, host))) };
    }
    case 'exclusion':
    case 'header':
    case 'user agent':
    case 'entry port':
      return { group: 0, shared: 0 };
  }
}

function wordsOf(route: Route, { about, words }: RouteCheck): string {
  switch (about) {
    case 'path':
      return `${route.hosts.length > 0 ? 'its host fits' : 'it takes any host'}, but it wants ${words}`;
    case 'host':
      return `its path fits, but it wants ${words}`;
    case 'exclusion':
      return `host and path fit, but it takes ${words}`;
    case 'header':
    case 'user agent':
    case 'entry port':
      return `host and path fit, but it wants ${words}`;
  }
}

function sharedStart(a: string, b: string): number {
  let length = 0;
  while (length < a.length && length < b.length && a[length]?.toLowerCase() === b[length]?.toLowerCase())
    length += 1;
  return length;
}

function sharedEnds(a: string, b: string): number {
  const reversed = (text: string) => [...text].reverse().join('');
  return Math.max(sharedStart(a, b), sharedStart(reversed(a), reversed(b)));
}
