import type { Discovery } from '../core/rendered-config.js';

/** Columns of a line of the state file: the management guide's section 9.3, `show servers state`. */
const column = { backend: 1, serverId: 2, server: 3, fqdn: 17, port: 18 };

/**
 * Returns the state file's text with lines for backends that it does not know, where another one has found the addresses of
 * the same name: a service whose backend is called otherwise from now on (another `aclName`, another index) is served without a
 * gap, and so is a second backend of a service.
 */
export function inheritAddresses(stateFile: string, discovery: readonly Discovery[]): string {
  const lines = stateFile.split('\n').map((line) => line.split(' '));
  const known = new Set(lines.map((words) => words[column.backend]));
  const inherited = discovery
    .filter(({ backend }) => !known.has(backend))
    .flatMap(({ backend, hostname, port, servers }) => {
      const found = lines.filter(
        (words) => words[column.fqdn] === hostname && words[column.port] === `${port}`,
      );
      const [first] = found;
      return found
        .filter((words) => words[column.backend] === first?.[column.backend])
        .slice(0, servers.length)
        .map((words, place) => lineFor(words, backend, servers[place] ?? '', place));
    });
  return `${stateFile}${inherited.map((line) => `${line}\n`).join('')}`;
}

function lineFor(words: readonly string[], backend: string, server: string, place: number): string {
  return words
    .with(column.backend, backend)
    .with(column.server, server)
    .with(column.serverId, `${place + 1}`)
    .join(' ');
}
