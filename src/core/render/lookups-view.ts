import {
  end,
  keyPrefix,
  type Lookup,
  mapNames,
  noRoute,
  type RoutingTable,
} from '../routing/routing-table.js';
import type { LookupView, VariableView } from './frontend-view.js';

/** How a request's route is looked up, and the sample expression of what is found: `<rank>!<backend>`. */
export interface LookupsView {
  readonly variables: readonly VariableView[];
  readonly views: readonly LookupView[];
  readonly found: string;
}

const host = 'req.hdr(host),host_only,lower';
const inHosts = `concat(${end}),map_beg(${mapNames.hosts},${noRoute})`;
const inSuffixes = `map_end(${mapNames.suffixes},${noRoute})`;
const inRoutes = `map_beg(${mapNames.routes},${noRoute})`;
const ofKey = `var(txn.key),${inRoutes}`;

/** Host class of a look-up, by sample expressions of the request alone. */
const fromRequest: Readonly<Record<Lookup['hosts'], string>> = {
  any: '',
  host: `%[${host},${inHosts}]`,
  suffix: `%[${host},${inSuffixes}]`,
};

/** The same by variables, which several look-ups share. */
const fromVariables: Readonly<Record<Lookup['hosts'], string>> = {
  any: '',
  host: '%[var(txn.host_class)]',
  suffix: '%[var(txn.suffix_class)]',
};

/** Where one look-up decides alone, requests are spared the variables by which routes are compared. */
export function lookupsView({ lookups, rest }: Pick<RoutingTable, 'lookups' | 'rest'>): LookupsView {
  const [only, ...others] = lookups;
  if (only && others.length === 0 && rest.length === 0)
    return isByPath(only)
      ? { variables: [], views: [], found: `path,concat(${end}),${inRoutes}` }
      : { variables: [], views: [{ key: keyOf(only, fromRequest), place: 'only' }], found: ofKey };
  return {
    variables: [
      { name: 'host', sample: host },
      ...(uses(lookups, 'host') ? [{ name: 'host_class', sample: `var(txn.host),${inHosts}` }] : []),
      ...(uses(lookups, 'suffix') ? [{ name: 'suffix_class', sample: `var(txn.host),${inSuffixes}` }] : []),
    ],
    views: lookups.map((lookup) => ({
      key: keyOf(lookup, fromVariables),
      place: lookup === only ? 'first' : 'next',
    })),
    found: 'var(txn.route)',
  };
}

function isByPath({ byPort, hosts }: Lookup): boolean {
  return !byPort && hosts === 'any';
}

function uses(lookups: readonly Lookup[], hosts: Lookup['hosts']): boolean {
  return lookups.some((lookup) => lookup.hosts === hosts);
}

function keyOf({ byPort, hosts }: Lookup, classes: Readonly<Record<Lookup['hosts'], string>>): string {
  return `${keyPrefix(byPort, '%[dst_port]', hosts, classes[hosts])}%[path]${end}`;
}
