import type { HostMatch } from '../services/service-spec.js';
import type { Route } from './route.js';

/**
 * Returns a route as one for each of its hosts and paths, each with text that sorts like how specific it is: whole hosts
 * before patterns before any host, longer before shorter, then longer paths before shorter, whole paths before beginnings,
 * then with more conditions before fewer.
 */
export function bySpecificity(
  route: Omit<Route, 'rank'>,
): readonly { route: Omit<Route, 'rank'>; key: string }[] {
  const hosts = route.hosts.length === 0 ? [undefined] : route.hosts;
  return hosts.flatMap((host) =>
    route.paths.map((path) => ({
      route: { ...route, hosts: host === undefined ? [] : [host], paths: [path] },
      key: [
        hostKey(host),
        descending(path.length, 4),
        route.pathType === 'path' ? 0 : 1,
        descending(route.headers.length + route.userAgents.length + (route.port === undefined ? 0 : 1), 2),
      ].join('-'),
    })),
  );
}

const anyHost = '2-000';

function hostKey(match: HostMatch | undefined): string {
  if (match === undefined) return anyHost;
  const text = 'host' in match ? match.host : match.pattern;
  return `${match.kind === 'exact' ? 0 : 1}-${descending(text.length, 3)}`;
}

/** Returns a number of so many digits that is the smaller the larger the given one is. */
function descending(value: number, digits: number): string {
  return String(Math.max(0, 10 ** digits - 1 - value)).padStart(digits, '0');
}
