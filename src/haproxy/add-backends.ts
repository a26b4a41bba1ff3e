import type { DynamicBackend } from '../core/rendered-config.js';
import { addServers } from './add-servers.js';
import type { AskWorker } from './ask-worker.js';
import { confirmed } from './confirmed.js';

/**
 * Gives the worker backends with a server for each address that their names are known to have (management guide, section
 * 9.3: `add backend`, `publish backend`; from 3.4 on). One without servers answers 503 until it is given some. Failure
 * RuntimeApiFailed: the worker may have some of them then, half made.
 */
export async function addBackends(
  ask: AskWorker,
  backends: readonly DynamicBackend[],
  addresses: ReadonlyMap<string, readonly string[]>,
): Promise<void> {
  const names = backends.map(({ discovery }) => discovery.backend);
  const profiles = backends.map(({ profile }) => profile.replace(/^defaults /, ''));
  const servers = backends.flatMap((backend) => {
    const { hostname, servers: slots } = backend.discovery;
    const known = addresses.get(hostname) ?? [];
    return slots.flatMap((server, slot) => {
      const address = known[slot];
      return address === undefined ? [] : [{ backend, server, address }];
    });
  });
  await confirmed(
    ask,
    names.map((name, index) => `add backend ${name} from ${profiles[index]} mode http`),
    'New backend registered.',
  );
  await addServers(ask, servers);
  await confirmed(
    ask,
    names.map((name) => `publish backend ${name}`),
    'Backend published.',
  );
}
