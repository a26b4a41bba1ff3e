import type { DynamicBackend } from '../core/rendered-config.js';
import { addServers } from './add-servers.js';
import type { AskWorker } from './ask-worker.js';
import { silent } from './confirmed.js';
import { type ServerSlots, serverSlots } from './server-slots.js';
import { parseServerStates } from './server-state.js';

/** What is left to do for the servers of a backend. */
export interface KeptServers {
  /** Every address has its server, and no server is without. */
  readonly settled: boolean;
  /** How many addresses find no place among the servers. */
  readonly tooMany: number;
}

/** Returns those of new addresses that are to get a server now. */
export type Ready = (addresses: readonly string[]) => Promise<readonly string[]>;

/**
 * Does a step towards one server for every address: adds those that are missing, and retires those that are gone. A
 * retired server gets no new requests; it is deleted when it has no connection any more (management guide, section 9.3: `set
 * server`, `del server`). Where nothing else serves, the new ones come first. Failure RuntimeApiFailed.
 */
export async function keepServers(
  ask: AskWorker,
  backend: DynamicBackend,
  addresses: readonly string[],
  ready: Ready,
): Promise<KeptServers> {
  const { discovery } = backend;
  const name = (server: string) => `${discovery.backend}/${server}`;
  const state = (servers: readonly string[], to: 'maint' | 'ready') =>
    silent(
      ask,
      servers.map((server) => `set server ${name(server)} state ${to}`),
    );
  const states = parseServerStates(await ask([`show servers state ${discovery.backend}`]));
  const slots = serverSlots(discovery, states, addresses);
  await state(slots.returned, 'ready');
  const othersServe = slots.serving.length + slots.returned.length > 0;
  if (othersServe) await state(slots.leaving, 'maint');
  const moved = await fill(ask, backend, slots, slots.missing.length > 0 ? await ready(slots.missing) : []);
  const leaving = slots.leaving.filter((server) => !moved.has(server));
  if (!othersServe) await state(leaving, 'maint');
  const gone = [...leaving, ...slots.retired].filter((server) => !moved.has(server));
  if (gone.length > 0) await ask(gone.map((server) => `del server ${name(server)}`));
  const { returned, missing, tooMany } = slots;
  return { settled: returned.length + missing.length + gone.length === 0, tooMany };
}

/** Gives addresses to servers: new ones, and where there is no room, those whose own is gone. Returns the names of the latter. */
async function fill(
  ask: AskWorker,
  backend: DynamicBackend,
  { free, leaving, retired }: ServerSlots,
  addresses: readonly string[],
): Promise<ReadonlySet<string>> {
  const added = addresses.slice(0, free.length);
  await addServers(
    ask,
    free.slice(0, added.length).map((server, index) => ({ backend, server, address: added[index] ?? '' })),
  );
  const left = addresses.slice(added.length);
  const moved = [...retired, ...leaving].slice(0, left.length);
  const { discovery } = backend;
  await ask(
    moved.flatMap((server, index) => [
      `set server ${discovery.backend}/${server} addr ${left[index]} port ${discovery.port}`,
      `set server ${discovery.backend}/${server} state ready`,
    ]),
  );
  return new Set(moved);
}
