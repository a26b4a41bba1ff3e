import type { Discovery } from '../core/rendered-config.js';
import { earlyName, type ServerState } from './server-state.js';

/** Returns the discoveries whose servers are there and of which none has an address, by hostname. */
export function unresolvedNames(
  discovery: readonly Discovery[],
  states: readonly ServerState[],
): ReadonlyMap<string, readonly Discovery[]> {
  const resolved = byBackend(states);
  const names = new Map<string, Discovery[]>();
  for (const wanted of discovery) {
    const { servers, hostname } = wanted;
    const known = resolved.get(wanted.backend);
    if (known === undefined || !servers.some((server) => known.has(server))) continue;
    if (servers.some((server) => known.get(server) || known.get(earlyName(server)))) continue;
    names.set(hostname, [...(names.get(hostname) ?? []), wanted]);
  }
  return names;
}

/** Backend → server → whether it has an address. */
function byBackend(states: readonly ServerState[]): ReadonlyMap<string, ReadonlyMap<string, boolean>> {
  const backends = new Map<string, Map<string, boolean>>();
  for (const { backend, server, resolved } of states) {
    const servers = backends.get(backend) ?? new Map<string, boolean>();
    backends.set(backend, servers.set(server, resolved));
  }
  return backends;
}
