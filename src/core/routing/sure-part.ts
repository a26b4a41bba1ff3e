import type { HostMatch } from '../services/service-spec.js';
import type { Piece } from './representatives.js';
import type { Route } from './route.js';

/**
 * Returns the part of a route that takes all requests of the piece when it takes those that stand for them, or undefined
 * when there is no such part: a regular expression may take just the one that was tried.
 */
export function surePart(route: Route, { route: { pathType }, host }: Piece): Route | undefined {
  const hosts = host?.kind === 'exact' ? route.hosts : route.hosts.filter(isSure);
  if (hosts.length === 0 && route.hosts.length > 0) return undefined;
  if (pathType !== 'path' && !hasSurePath(route, pathType)) return undefined;
  return hosts.length === route.hosts.length ? route : { ...route, hosts };
}

function isSure(match: HostMatch): boolean {
  return match.kind !== 'fetch' && !(match.kind === 'method' && /^(reg|len)$/.test(match.method));
}

function hasSurePath(route: Route, ofPiece: Route['pathType']): boolean {
  if (route.pathType === 'path_reg' || route.pathType === 'path_len') return false;
  if (route.excludedPaths.length === 0) return true;
  // What is excluded can be looked for where both are beginnings.
  const isPlain = !route.ignorePathCase && (route.pathType === 'path' || route.pathType === 'path_beg');
  return isPlain && ofPiece === 'path_beg';
}
