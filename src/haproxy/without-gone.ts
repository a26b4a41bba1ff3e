import { stateColumn } from './state-columns.js';

/**
 * Returns the state file's text without the servers whose names DNS says are gone. HAProxy keeps an address for a while
 * after its name is gone (`hold nx`), and begins anew with that when it is reloaded: with one reload after the other, it would
 * keep what is dead.
 */
export function withoutGone(stateFile: string, known: ReadonlyMap<string, readonly string[]>): string {
  const isGone = (line: string) => known.get(line.split(' ')[stateColumn.fqdn] ?? '')?.length === 0;
  return stateFile
    .split('\n')
    .filter((line) => !isGone(line))
    .join('\n');
}
