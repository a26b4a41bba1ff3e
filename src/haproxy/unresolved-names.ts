import type { Discovery } from '../core/rendered-config.js';
import type { ServerState } from './server-state.js';

/** Returns the discoveries whose backend is there and has no server with an address, by hostname. */
export function unresolvedNames(
  discovery: readonly Discovery[],
  states: readonly ServerState[],
): ReadonlyMap<string, readonly Discovery[]> {
  const present = new Set(states.map(({ backend }) => backend));
  const served = new Set(states.filter(({ resolved }) => resolved).map(({ backend }) => backend));
  const names = new Map<string, Discovery[]>();
  for (const wanted of discovery) {
    if (served.has(wanted.backend) || !present.has(wanted.backend)) continue;
    names.set(wanted.hostname, [...(names.get(wanted.hostname) ?? []), wanted]);
  }
  return names;
}
