import { isIP } from 'node:net';

/**
 * Returns the name servers that lines of HAProxy's section `resolvers` give (`nameserver <id> <address>:<port>`, HAProxy manual, section
 * 5.3.2), in the form Node.js takes; undefined if there is none of an IP address: then the system's are meant.
 */
export function nameServersIn(lines: readonly string[]): readonly string[] | undefined {
  const servers = lines.flatMap((line) => {
    const [keyword, , address = ''] = line.trim().split(/\s+/);
    const [, host = '', port = ''] = /^(?:[a-z0-9]+@)?\[?(.*?)\]?:(\d+)$/.exec(address) ?? [];
    if (keyword !== 'nameserver' || isIP(host) === 0) return [];
    return [isIP(host) === 6 ? `[${host}]:${port}` : `${host}:${port}`];
  });
  return servers.length > 0 ? servers : undefined;
}
