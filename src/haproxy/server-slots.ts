import type { Discovery } from '../core/rendered-config.js';
import type { ServerState } from './server-state.js';

/** How the servers that a backend has stand to the addresses that its name has. */
export interface ServerSlots {
  /** Names of servers that serve, and should. */
  readonly serving: readonly string[];
  /** Names of servers that were retired, and whose address is there again. */
  readonly returned: readonly string[];
  /** Addresses that no server has, as many as there is room for. */
  readonly missing: readonly string[];
  /** Names that no server has. */
  readonly free: readonly string[];
  /** Names of servers that serve an address which is gone. */
  readonly leaving: readonly string[];
  /** Names of servers that are retired, and still there. */
  readonly retired: readonly string[];
  /** How many addresses find no place. */
  readonly tooMany: number;
}

/** Returns it for a backend whose servers are Waggle's to keep up, from `show servers state BACKEND`. */
export function serverSlots(
  { servers, port }: Discovery,
  states: readonly ServerState[],
  addresses: readonly string[],
): ServerSlots {
  const wanted = new Set(addresses);
  const addressOf = ({ place }: ServerState) => place.slice(0, -`:${port}`.length);
  const kept = states.filter((state) => wanted.has(addressOf(state)));
  const others = states.filter((state) => !wanted.has(addressOf(state)));
  const has = new Set(kept.map(addressOf));
  const missing = [...wanted].filter((address) => !has.has(address));
  const room = servers.length - kept.length;
  const names = (some: readonly ServerState[], retired: boolean) =>
    some.filter((state) => state.retired === retired).map(({ server }) => server);
  const taken = new Set(states.map(({ server }) => server));
  return {
    serving: names(kept, false),
    returned: names(kept, true),
    missing: missing.slice(0, room),
    free: servers.filter((server) => !taken.has(server)),
    leaving: names(others, false),
    retired: names(others, true),
    tooMany: Math.max(0, missing.length - room),
  };
}
