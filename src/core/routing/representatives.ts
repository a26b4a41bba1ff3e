import type { HostMatch } from '../services/service-spec.js';
import type { RequestHead, Route } from './route.js';

/**
 * One host of a route (undefined: any) with one of its paths. A few requests stand for all that it takes: whatever else
 * takes these takes all others, too.
 */
export interface Piece {
  readonly route: Route;
  readonly host: HostMatch | undefined;
  readonly path: string;
}

/** Returns every host of a route with every path. */
export function piecesOf(route: Route): readonly Piece[] {
  const hosts = route.hosts.length === 0 ? [undefined] : route.hosts;
  return hosts.flatMap((host) => route.paths.map((path) => ({ route, host, path })));
}

/** What nobody can name: no character of a host or a path, but a comparison takes it for one. */
const unnamed = '\uffff';
const unnamedPort = 0;

/**
 * Returns requests that have as few other takers as any of the piece, or undefined when there are no such requests.
 * `paths` are those to begin from: the piece's own, and what other routes exclude below it.
 */
export function representatives(
  piece: Piece,
  paths: readonly string[] = [piece.path],
): readonly RequestHead[] | undefined {
  const { route } = piece;
  const hosts = hostTexts(piece.host);
  const pathTexts = route.ignorePathCase ? undefined : paths.map((path) => textsOfPath(route, path));
  const headers = headersOf(route);
  if (hosts === undefined || pathTexts === undefined || headers === undefined) return undefined;
  if (pathTexts.includes(undefined)) return undefined;
  const port = route.port ?? unnamedPort;
  return hosts.flatMap((host) =>
    pathTexts
      .flatMap((texts) => texts ?? [])
      .flatMap((path) => headers.map((some) => ({ port, host, path, headers: some }))),
  );
}

function hostTexts(match: HostMatch | undefined): readonly string[] | undefined {
  switch (match?.kind) {
    case undefined:
      return [unnamed];
    case 'exact':
      return [match.host];
    case 'prefix':
      return [match.host + unnamed];
    case 'suffix':
      return [unnamed + match.host];
    case 'method':
      return match.method === 'sub' ? [unnamed + match.pattern + unnamed] : dotted(match);
    case 'fetch':
      return undefined;
  }
}

/** A part between dots may stand anywhere in the host. */
function dotted({ method, pattern }: { method: string; pattern: string }): readonly string[] | undefined {
  const part = pattern.replace(/^[/?.:]+|[/?.:]+$/g, '');
  if (method !== 'dom' || part === '') return undefined;
  const [before, after] = [`${unnamed}.`, `.${unnamed}`];
  return [before + part + after, before + part, part + after, part];
}

function textsOfPath({ pathType }: Route, path: string): readonly string[] | undefined {
  switch (pathType) {
    case 'path':
      return [path];
    case 'path_beg':
      return [path + unnamed, path];
    case 'path_end':
      return [`/${unnamed}${path}`];
    case 'path_sub':
      return [`/${unnamed}${path}${unnamed}`];
    case 'path_dir': {
      const part = path.replace(/^[/?]+|[/?]+$/g, '');
      return part === '' ? undefined : [`/${unnamed}/${part}/${unnamed}`, `/${unnamed}/${part}`];
    }
    case 'path_dom':
    case 'path_reg':
    case 'path_len':
      return undefined;
  }
}

/** Headers that the route asks for and no others, once for each user agent it names. */
function headersOf({ headers, userAgents }: Route): readonly Record<string, string>[] | undefined {
  const asked: Record<string, string> = {};
  for (const { name, value } of headers) {
    const known = asked[name.toLowerCase()];
    asked[name.toLowerCase()] = known === undefined ? value : `${known}, ${value}`;
  }
  if (userAgents.length === 0) return [asked];
  if (asked['user-agent'] !== undefined) return undefined;
  return userAgents.map((agent) => ({ ...asked, 'user-agent': agent }));
}
