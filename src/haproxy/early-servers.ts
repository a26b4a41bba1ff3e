import type { Discovery } from '../core/rendered-config.js';
import type { AskWorker } from './change-maps.js';
import { Failure } from './failure.js';
import { earlyPrefix, isEarly, parseServerStates, type ServerState } from './server-state.js';
import { unresolvedNames } from './unresolved-names.js';

/**
 * Early servers stand in for the servers of a backend whose name is known by now, but not yet to HAProxy: it asks for
 * a missing name once a second, or every three, and a server that never had an address cannot be given one at run time.
 * They are dynamic servers (`add server`, management guide, section 9.3) that leave once HAProxy has found the name.
 */
const mostServers = 16;

/** Returns the backends that have early servers. */
export function earlyBackends(states: readonly ServerState[]): readonly string[] {
  return [...new Set(states.filter(isEarly).map(({ backend }) => backend))];
}

/**
 * Gives an early server for every address to those of the backends that still have no server with an address. Returns
 * these backends. Failure RuntimeApiFailed.
 */
export async function addEarlyServers(
  ask: AskWorker,
  wanted: readonly Discovery[],
  addresses: readonly string[],
): Promise<readonly string[]> {
  const states = await ask(wanted.map(({ backend }) => `show servers state ${backend}`));
  const waiting = [...unresolvedNames(wanted, parseServerStates(states)).values()].flat();
  const commands = waiting.flatMap(({ backend, port, servers }) =>
    addresses
      .slice(0, Math.min(servers.length, mostServers))
      .flatMap((address, index) => addServer(`${backend}/${earlyPrefix}${index + 1}`, address, port)),
  );
  if (commands.length === 0) return [];
  const refusal = linesOf(await ask(commands)).find((line) => !line.startsWith('New server registered'));
  if (refusal === undefined) return waiting.map(({ backend }) => backend);
  throw new Failure({ _tag: 'RuntimeApiFailed', command: commands[0] ?? '', detail: refusal });
}

/**
 * Takes the early servers away once the backend's own have addresses. Returns whether none is left: one that has
 * connections stays, without new requests, until they are over. Failure RuntimeApiFailed.
 */
export async function retireEarlyServers(ask: AskWorker, backend: string): Promise<boolean> {
  const states = parseServerStates(await ask([`show servers state ${backend}`]));
  const early = states.filter(isEarly).map(({ server }) => `${backend}/${server}`);
  if (early.length === 0) return true;
  if (!states.some((state) => state.resolved && !isEarly(state))) return false;
  await ask(early.flatMap((server) => [`set server ${server} state maint`, `del server ${server}`]));
  return false;
}

function addServer(server: string, address: string, port: number): readonly string[] {
  return [`add server ${server} ${address}:${port}`, `enable server ${server}`];
}

function linesOf(answer: string): readonly string[] {
  return answer.split('\n').filter((line) => line.trim() !== '');
}
