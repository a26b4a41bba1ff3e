import type { MapFile } from '../rendered-config.js';
import { comparedHost } from './compared-host.js';
import { beginningsLike, endsLike } from './cuts.js';
import type { RequestHead } from './route.js';
import { end, keyPrefix, type Lookup, mapNames, noRoute, type RoutingTable } from './routing-table.js';

/** Returns what HAProxy's look-ups find in the maps for a request: a route's value, or `noRoute`. */
export type LookUp = (request: RequestHead) => string;

/** Returns the look-ups of a table, done as HAProxy does them; what they cost does not grow with the number of routes. */
export function createLookUp({ maps, lookups }: Pick<RoutingTable, 'maps' | 'lookups'>): LookUp {
  const routes = searchIn(maps, mapNames.routes);
  const hosts = searchIn(maps, mapNames.hosts);
  const suffixes = searchIn(maps, mapNames.suffixes);
  return (request) => {
    const host = comparedHost(request.host ?? '');
    const classes: Readonly<Record<Lookup['hosts'], string>> = {
      any: '',
      host: hosts(host + end),
      suffix: suffixes(host),
    };
    const found = lookups.map(({ byPort, hosts: by }) =>
      routes(`${keyPrefix(byPort, `${request.port}`, by, classes[by])}${request.path}${end}`),
    );
    return found.reduce((best, value) => (value < best ? value : best), noRoute);
  };
}

/** Returns the search of a map: the longest key that the text begins (or ends) with. */
function searchIn(maps: readonly MapFile[], name: string): (text: string) => string {
  const map = maps.find((candidate) => candidate.name === name);
  if (map === undefined) throw new Error(`no map ${name}`);
  const { match, entries } = map;
  const cuts = match === 'end' ? endsLike(entries.keys()) : beginningsLike(entries.keys());
  return (text) => {
    for (const cut of cuts(text)) {
      const value = entries.get(cut);
      if (value !== undefined) return value;
    }
    return noRoute;
  };
}
