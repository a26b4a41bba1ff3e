import { lookup, Resolver } from 'node:dns/promises';
import { isIP } from 'node:net';
import type { Resolve } from '../ports.js';

/** Codes that mean "there is no such name", in contrast to "nobody could say". */
const unknownName = new Set(['ENOTFOUND', 'ENODATA', 'EAI_NONAME', 'EAI_NODATA']);

/**
 * Returns a look-up of IPv4 addresses (overlay networks have no others unless asked to) by asking DNS every time:
 * Docker's resolver gives the tasks of a service a TTL of 600 s, so nothing may be kept. Search domains are not tried;
 * with one that knows every name, `tasks.proxy` would become some stranger's address.
 *
 * @param servers DNS servers; the system's when left out
 */
export function dnsResolve(servers?: readonly string[]): Resolve {
  const resolver = new Resolver({ timeout: 1000, tries: 2 });
  if (servers !== undefined) resolver.setServers(servers);
  return async (hostname) => {
    if (isIP(hostname) !== 0) return [hostname];
    return await resolver.resolve4(hostname).catch(emptyWhenUnknown);
  };
}

/** Returns a look-up that goes on with the system's own (hosts file, search domains) where DNS knows no such name. */
export function hostResolve(resolve: Resolve): Resolve {
  return async (hostname) => {
    const addresses = await resolve(hostname);
    if (addresses.length > 0) return addresses;
    const found = await lookup(hostname, { all: true }).catch(emptyWhenUnknown);
    return found.map(({ address }) => address);
  };
}

function emptyWhenUnknown(error: NodeJS.ErrnoException): [] {
  if (error.code !== undefined && unknownName.has(error.code)) return [];
  throw error;
}
