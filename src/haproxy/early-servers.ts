import type { Discovery } from '../core/rendered-config.js';
import type { AskWorker } from './ask-worker.js';
import { earlyName, parseServerStates, type ServerState } from './server-state.js';
import { unresolvedNames } from './unresolved-names.js';

/**
 * Early servers stand in for the servers of a backend whose name is known by now, but not yet to HAProxy: it asks for
 * a missing name once a second, or every three, and a server that never had an address cannot be given one at run time.
 * They are dynamic servers (`add server`, management guide, section 9.3) that leave once HAProxy has found the name.
 */
const mostServers = 16;

/** Returns those that have early servers. */
export function withEarlyServers(
  discovery: readonly Discovery[],
  states: readonly ServerState[],
): readonly Discovery[] {
  const known = new Set(states.map(({ backend, server }) => `${backend}/${server}`));
  return discovery.filter((found) => earlyServers(found).some((server) => known.has(server)));
}

/** Who is served by early servers, and what HAProxy says of those that it gives none. */
export interface EarlyService {
  readonly served: readonly Discovery[];
  readonly refusals: readonly string[];
}

/**
 * Gives an early server for every address to those that still have no server with an address. A backend may not take
 * servers at run time (`balance static-rr`): it has to wait for HAProxy. Failure RuntimeApiFailed.
 */
export async function addEarlyServers(
  ask: AskWorker,
  wanted: readonly Discovery[],
  addresses: readonly string[],
): Promise<EarlyService> {
  const states = await ask(wanted.map(({ backend }) => `show servers state ${backend}`));
  const waiting = [...unresolvedNames(wanted, parseServerStates(states)).values()].flat();
  const served: Discovery[] = [];
  const refusals: string[] = [];
  for (const discovery of waiting) {
    const answer = await ask(addServers(discovery, addresses));
    const refusal = linesOf(answer).find((line) => !line.startsWith('New server registered'));
    if (refusal === undefined) served.push(discovery);
    else refusals.push(refusal);
  }
  return { served, refusals };
}

/** What has become of the early servers of a backend: still there; gone, HAProxy has found the name; gone, and it has not. */
export type Retirement = 'there' | 'found' | 'missing';

/**
 * Takes the early servers away once one of those that they stand in for has an address, or when the name is gone. One that
 * has connections stays, without new requests, until they are over. Failure RuntimeApiFailed.
 */
export async function retireEarlyServers(
  ask: AskWorker,
  discovery: Discovery,
  isNameGone: boolean,
): Promise<Retirement> {
  const { backend, servers } = discovery;
  const states = parseServerStates(await ask([`show servers state ${backend}`]));
  const isFound = states.some(({ server, resolved }) => resolved && servers.includes(server));
  const names = new Set(earlyServers(discovery));
  const early = states.filter(({ server }) => names.has(`${backend}/${server}`));
  if (early.length === 0) return isFound ? 'found' : 'missing';
  const leaving = early.filter(({ retired }) => retired || isFound || isNameGone);
  const commands = leaving.flatMap(({ server }) => [
    `set server ${backend}/${server} state maint`,
    `del server ${backend}/${server}`,
  ]);
  if (commands.length > 0) await ask(commands);
  return 'there';
}

/** Names of the early servers that there can be, each with its backend. */
function earlyServers({ backend, servers }: Discovery): readonly string[] {
  return servers.slice(0, mostServers).map((server) => `${backend}/${earlyName(server)}`);
}

function addServers(discovery: Discovery, addresses: readonly string[]): readonly string[] {
  return earlyServers(discovery).flatMap((server, index) => {
    const address = addresses[index];
    return address === undefined
      ? []
      : [`add server ${server} ${address}:${discovery.port}`, `enable server ${server}`];
  });
}

function linesOf(answer: string): readonly string[] {
  return answer.split('\n').filter((line) => line.trim() !== '');
}
