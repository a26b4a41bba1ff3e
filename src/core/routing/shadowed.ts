import { listIn } from '../list-in.js';
import { takes } from './evaluate.js';
import { createLookUp } from './look-up.js';
import { hostWords, pathWords } from './pattern-words.js';
import { type Piece, piecesOf, representatives } from './representatives.js';
import type { RequestHead, Route } from './route.js';
import { routesByHost } from './routes-by-host.js';
import type { Routing } from './routing.js';
import { type RoutingTable, routeValue } from './routing-table.js';
import { surePart } from './sure-part.js';
import { whyFirst } from './why-first.js';

/** A destination, or one of its hosts or paths, that no request can reach. */
export interface ShadowedRoute {
  readonly service: string;
  readonly backend: string;
  /** The service that takes its requests, or the first of those that do. */
  readonly by: string;
  /** What does not reach it and why. */
  readonly words: string;
}

/**
 * Returns the destinations that can never win, in order, and the single hosts and paths of the others. Whatever is
 * returned is so; silent where it cannot be told without trying every request: regular expressions, lengths, sample
 * fetches, paths in whatever case, and sets that would take too long.
 */
export function shadowedRoutes({
  routes,
  order,
  table,
}: Pick<Routing, 'routes' | 'order' | 'table'>): readonly ShadowedRoute[] {
  const winnerOf = createContest(routes, table);
  return [...byBackend(routes).values()].flatMap((ofBackend) => {
    const pieces = ofBackend.flatMap(piecesOf);
    if (pieces.length > mostPieces) return [];
    const contested = pieces.map((piece) => ({ piece, winner: winnerOf(piece) }));
    return lostParts(contested).map(({ piece, winner, part }): ShadowedRoute => {
      const { service, backend } = piece.route;
      const where =
        service === winner.service ? `destination ${winner.backend}` : `service ${winner.service}`;
      const words = `no request reaches it${part}: ${where} takes it first (${whyFirst(winner, piece.route, order)})`;
      return { service, backend, by: winner.service, words };
    });
  });
}

/** Of one destination; more are not tried. */
const mostPieces = 20_000;
/** Routes that maps cannot hold are tried one by one: so often at most, in all. */
const mostTries = 200_000;
/** Requests for one piece: others may exclude thousands of paths below its own. */
const mostPaths = 200;

interface Contested {
  readonly piece: Piece;
  /** Who takes all of the piece; undefined when nobody does, or it cannot be told. */
  readonly winner: Route | undefined;
}
interface Lost {
  readonly piece: Piece;
  readonly winner: Route;
  /** What is lost, in words that follow "no request reaches it"; empty for everything. */
  readonly part: string;
}

function lostParts(contested: readonly Contested[]): readonly Lost[] {
  const lost = contested.flatMap(({ piece, winner }) => (winner === undefined ? [] : [{ piece, winner }]));
  const [first] = lost;
  if (first === undefined) return [];
  if (lost.length === contested.length) return [{ ...first, part: '' }];
  const left = contested.filter(({ winner }) => winner === undefined).map(({ piece }) => piece);
  const [hosts, paths] = [new Set(left.map(hostOf)), new Set(left.map(pathOf))];
  const seen = new Set<string>();
  return lost.flatMap(({ piece, winner }) => {
    const parts = [
      hosts.has(hostOf(piece)) ? [] : hostOf(piece),
      paths.has(pathOf(piece)) ? [] : pathOf(piece),
    ];
    const fresh = parts.flat().filter((part) => !seen.has(part));
    for (const part of fresh) seen.add(part);
    return fresh.map((part) => ({ piece, winner, part: ` by ${part}` }));
  });
}

function hostOf({ host }: Piece): string {
  return host === undefined ? 'any host' : hostWords(host);
}

function pathOf({ route, path }: Piece): string {
  return pathWords(route.pathType, path);
}

function byBackend(routes: readonly Route[]): ReadonlyMap<string, readonly Route[]> {
  const groups = new Map<string, Route[]>();
  for (const route of routes) listIn(groups, route.backend).push(route);
  return groups;
}

/** Returns who takes all of a piece: the winner of its first representative request when every one of them is lost. */
function createContest(routes: readonly Route[], table: RoutingTable): (piece: Piece) => Route | undefined {
  const earlierTaker = createEarlierTaker(routes, table);
  return (piece) => {
    let winner: Route | undefined;
    const paths = [piece.path];
    for (let next = 0; next < paths.length; next++) {
      const requests = representatives(piece, paths.slice(next, next + 1));
      if (requests === undefined || next > mostPaths) return undefined;
      for (const request of requests) {
        if (!takes(piece.route, request)) continue;
        const taker = earlierTaker(piece, request);
        if (taker === undefined) return undefined;
        winner ??= taker;
        // Where the taker takes nothing, the piece may yet win.
        for (const path of taker.excludedPaths)
          if (path.startsWith(piece.path) && !paths.includes(path)) paths.push(path);
      }
    }
    return winner;
  };
}

/**
 * Returns the first route before the piece's own that is sure to take what the request stands for; undefined also where
 * that one leads to the same backend.
 */
function createEarlierTaker(
  routes: readonly Route[],
  table: RoutingTable,
): (piece: Piece, request: RequestHead) => Route | undefined {
  const lookUp = createLookUp(table);
  const byValue = new Map(routes.map((route) => [routeValue(route), route]));
  const restOf = routesByHost(table.rest);
  let tries = 0;
  const firstTaker = (piece: Piece, request: RequestHead): Route | undefined => {
    const isSure = (other: Route) => other.rank < piece.route.rank && surePart(other, piece) !== undefined;
    const found = byValue.get(lookUp(request));
    const compiled = found && isSure(found) ? found : undefined;
    for (const other of restOf(request.host ?? '')) {
      if (other.rank >= (compiled ?? piece.route).rank) break;
      tries += 1;
      if (tries > mostTries) return undefined;
      if (!takes(other, request)) continue;
      const sure = surePart(other, piece);
      if (sure && takes(sure, request)) return other;
    }
    return compiled;
  };
  return (piece, request) => {
    const taker = firstTaker(piece, request);
    return taker?.backend === piece.route.backend ? undefined : taker;
  };
}
