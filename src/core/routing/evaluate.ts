import { readRegularExpression } from '../language/regular-expression.js';
import type { PathType } from '../services/service-spec.js';
import { comparedHost } from './compared-host.js';
import { hostMatches } from './host-matches.js';
import { methodMatches } from './method-matches.js';
import type { RequestHead, Route } from './route.js';

/**
 * Returns the first route that takes the request: the ordered list, walked, and nothing else. It is the oracle that
 * the compiled table is compared with. Sample fetches other than the Host header are never true here.
 */
export function evaluate(routes: readonly Route[], request: RequestHead): Route | undefined {
  return routes.find((route) => takes(route, request));
}

/** Whether a route takes the request, whatever comes before it. */
export function takes(route: Route, { port, host, path, headers = {} }: RequestHead): boolean {
  const matches = (pattern: string) =>
    route.ignorePathCase && route.pathType !== 'path_reg'
      ? pathMatches(route.pathType, pattern.toLowerCase(), path.toLowerCase())
      : pathMatches(route.pathType, pattern, path, route.ignorePathCase);
  return (
    (route.port === undefined || route.port === port) &&
    (route.hosts.length === 0 || route.hosts.some((match) => hostMatches(match, comparedHost(host ?? '')))) &&
    route.headers.every(({ name, value }) => hasValue(headers[name.toLowerCase()], value)) &&
    (route.userAgents.length === 0 || containsOne(headers['user-agent'], route.userAgents)) &&
    route.paths.some(matches) &&
    !route.excludedPaths.some(matches)
  );
}

/** Whether one of a header's values, which commas separate, is this one. */
function hasValue(header: string | undefined, value: string): boolean {
  return header?.split(',').some((one) => one.trim() === value) ?? false;
}

function containsOne(header: string | undefined, parts: readonly string[]): boolean {
  return parts.some((part) => header?.toLowerCase().includes(part) ?? false);
}

function pathMatches(type: PathType, pattern: string, path: string, ignoreCase = false): boolean {
  switch (type) {
    case 'path':
      return path === pattern;
    case 'path_beg':
      return path.startsWith(pattern);
    case 'path_end':
      return path.endsWith(pattern);
    case 'path_sub':
      return path.includes(pattern);
    case 'path_dir':
      return methodMatches('dir', pattern, path, '/?');
    case 'path_dom':
      return methodMatches('dom', pattern, path, '/?.:');
    case 'path_reg':
      return readRegularExpression(pattern, ignoreCase)?.test(path) ?? false;
    case 'path_len':
      return methodMatches('len', pattern, path, '');
  }
}
