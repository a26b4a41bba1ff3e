import type { MapFile } from '../../src/core/rendered-config.js';
import { comparedHost } from '../../src/core/routing/compared-host.js';
import type { RequestHead } from '../../src/core/routing/route.js';
import { type Lookup, mapNames, noRoute, type RoutingTable } from '../../src/core/routing/routing-table.js';

/** Returns the backend that HAProxy's look-ups find in the maps, done as HAProxy does them. */
export function lookUp(table: RoutingTable, request: RequestHead): string | undefined {
  const host = comparedHost(request.host ?? '');
  const classes: Record<Lookup['hosts'], string> = {
    any: '',
    host: search(mapOf(table, mapNames.hosts), `${host}#`),
    suffix: search(mapOf(table, mapNames.suffixes), host),
  };
  let best: string = noRoute;
  for (const { byPort, hosts } of table.lookups) {
    const key = `${byPort ? request.port : ''}|${classes[hosts]}|${request.path}#`;
    const found = search(mapOf(table, mapNames.routes), key);
    if (found < best) best = found;
  }
  return best === noRoute ? undefined : best.split('!')[3];
}

function mapOf(table: RoutingTable, name: string): MapFile {
  const map = table.maps.find((candidate) => candidate.name === name);
  if (map === undefined) throw new Error(`no map ${name}`);
  return map;
}

function search({ match, entries }: MapFile, text: string): string {
  if (match === 'end') return [...entries].find(([key]) => text.endsWith(key))?.[1] ?? noRoute;
  for (let length = text.length; length > 0; length--) {
    const value = entries.get(text.slice(0, length));
    if (value !== undefined) return value;
  }
  return noRoute;
}
