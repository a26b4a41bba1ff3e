import { ask } from './command-socket.js';
import { parseShowProc } from './show-proc.js';

/** Milliseconds. */
const patience = 1_000;

/**
 * Returns the process ID of the worker that serves instead of this one, or undefined while nobody has replaced it. A worker
 * that does not answer yet is no replacement: its configuration may still be refused.
 */
export async function replacementOf(socketPath: string, worker: number): Promise<number | undefined> {
  const processes = parseShowProc(await ask(socketPath, 'show proc\n', patience).catch(() => ''));
  if (processes === undefined || processes.current.includes(worker)) return undefined;
  for (const other of processes.current) {
    const answer = await ask(socketPath, `@!${other} show info\n`, patience).catch(() => '');
    if (answer.startsWith('Name: ')) return other;
  }
  return undefined;
}
