import { setTimeout as sleep } from 'node:timers/promises';
import type { Resolve } from '../ports.js';
import { limit } from './limit.js';

/** Look-ups under way at a time. */
const lookups = 32;

/**
 * Returns name → addresses, none for a name that does not exist, of those that DNS tells within `patience` ms, all together: who
 * waits for it must not depend on a slow DNS.
 */
export async function lookUpSoon(
  resolve: Resolve,
  hostnames: readonly string[],
  patience: number,
): Promise<ReadonlyMap<string, readonly string[]>> {
  if (hostnames.length === 0) return new Map();
  const found = new Map<string, readonly string[]>();
  const over = new AbortController();
  const lookUp = limit(lookups, async (hostname: string) => {
    if (over.signal.aborted) return;
    const addresses = await resolve(hostname).catch(() => undefined);
    if (addresses !== undefined) found.set(hostname, [...new Set(addresses)]);
  });
  const late = sleep(patience, undefined, { signal: over.signal }).catch(() => undefined);
  await Promise.race([Promise.all([...new Set(hostnames)].map(lookUp)), late]);
  over.abort();
  return new Map(found);
}
