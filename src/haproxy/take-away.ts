import type { AskWorker } from './ask-worker.js';
import { parseServerStates } from './server-state.js';

/**
 * Takes a backend that was added at run time away from the worker, with its servers (management guide, section 9.3:
 * `unpublish backend`, `del server`, `del backend`). Returns whether it is gone: with connections it stays, without new
 * requests, and can be tried again. Failure RuntimeApiFailed: the worker cannot be asked.
 */
export async function takeAway(ask: AskWorker, backend: string): Promise<boolean> {
  const states = parseServerStates(
    await ask([`unpublish backend ${backend}`, `show servers state ${backend}`]),
  );
  const servers = states.map(({ server }) => `${backend}/${server}`);
  if (servers.length > 0) await ask(servers.map((server) => `set server ${server} state maint`));
  // By now HAProxy has closed the idle connections that these servers had.
  const answer = await ask([...servers.map((server) => `del server ${server}`), `del backend ${backend}`]);
  return answer.split('\n').includes('Backend deleted.');
}
