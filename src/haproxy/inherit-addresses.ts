import type { Discovery } from '../core/rendered-config.js';
import { stateColumn } from './state-columns.js';

/**
 * Returns the state file's text with lines for backends that it does not know, where another one has found the addresses of
 * the same name: a service whose backend is called otherwise from now on (another `aclName`, another index) is served without a
 * gap, and so is a second backend of a service.
 */
export function inheritAddresses(stateFile: string, discovery: readonly Discovery[]): string {
  const lines = stateFile.split('\n').map((line) => line.split(' '));
  const known = new Set(lines.map((words) => words[stateColumn.backend]));
  const unknown = discovery.filter(({ backend }) => !known.has(backend));
  if (unknown.length === 0) return stateFile;
  const found = firstFound(lines);
  const inherited = unknown.flatMap(({ backend, hostname, port, servers }) =>
    (found.get(`${hostname} ${port}`) ?? [])
      .slice(0, servers.length)
      .map((words, place) => lineFor(words, backend, servers[place] ?? '', place)),
  );
  return `${stateFile}${inherited.map((line) => `${line}\n`).join('')}`;
}

/** Returns name and port → the lines of the first backend that has found it. */
function firstFound(
  lines: readonly (readonly string[])[],
): ReadonlyMap<string, readonly (readonly string[])[]> {
  const found = new Map<string, (readonly string[])[]>();
  for (const words of lines) {
    const key = `${words[stateColumn.fqdn]} ${words[stateColumn.port]}`;
    const first = found.get(key);
    if (first === undefined) found.set(key, [words]);
    else if (first[0]?.[stateColumn.backend] === words[stateColumn.backend]) first.push(words);
  }
  return found;
}

function lineFor(words: readonly string[], backend: string, server: string, place: number): string {
  return words
    .with(stateColumn.backend, backend)
    .with(stateColumn.server, server)
    .with(stateColumn.serverId, `${place + 1}`)
    .join(' ');
}
