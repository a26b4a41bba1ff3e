import type { HostMatch, PathType } from '../parameters/service-spec.js';
import { comparedHost, type RequestHead, type Route } from './route.js';

/**
 * Returns the first route that takes the request: the ordered list, walked, and nothing else. It is the oracle that
 * the compiled table is compared with. Sample fetches other than the Host header are never true here.
 */
export function evaluate(routes: readonly Route[], request: RequestHead): Route | undefined {
  return routes.find((route) => takes(route, request));
}

function takes(route: Route, { port, host, path }: RequestHead): boolean {
  return (
    (route.port === undefined || route.port === port) &&
    (route.hosts.length === 0 || route.hosts.some((match) => hostMatches(match, comparedHost(host)))) &&
    route.paths.some((pattern) => pathMatches(route.pathType, pattern, path)) &&
    !route.excludedPaths.some((pattern) => pathMatches(route.pathType, pattern, path))
  );
}

function hostMatches(match: HostMatch, host: string): boolean {
  switch (match.kind) {
    case 'exact':
      return host === match.host;
    case 'prefix':
      return host.startsWith(match.host);
    case 'suffix':
      return host.endsWith(match.host);
    case 'method':
      return methodMatches(match.method, match.pattern, host, '/?.:');
    case 'fetch':
      return false;
  }
}

function pathMatches(type: PathType, pattern: string, path: string): boolean {
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
      return methodMatches('reg', pattern, path, '');
    case 'path_len':
      return methodMatches('len', pattern, path, '');
  }
}

function methodMatches(method: string, pattern: string, text: string, delimiters: string): boolean {
  switch (method) {
    case 'sub':
      return text.includes(pattern);
    case 'reg':
      return new RegExp(pattern).test(text);
    case 'len': {
      const [from, to = from] = pattern.split(':').map(Number);
      return from !== undefined && to !== undefined && text.length >= from && text.length <= to;
    }
    default:
      return delimited(text, pattern, method === 'dir' ? '/?' : delimiters);
  }
}

/** Whether the pattern, without delimiters around it, stands in the text as one or more whole parts. */
function delimited(text: string, pattern: string, delimiters: string): boolean {
  const isEdge = (character: string | undefined) => character === undefined || delimiters.includes(character);
  let [from, to] = [0, pattern.length];
  while (from < to && isEdge(pattern[from])) from += 1;
  while (to > from && isEdge(pattern[to - 1])) to -= 1;
  const bare = pattern.slice(from, to);
  if (bare === '') return false;
  for (let at = text.indexOf(bare); at >= 0; at = text.indexOf(bare, at + 1)) {
    if (isEdge(text[at - 1]) && isEdge(text[at + bare.length])) return true;
  }
  return false;
}
