import type { AskWorker } from './ask-worker.js';
import type { Master } from './master.js';

/** One worker: what it is asked reaches no other, also when that serves by then. */
export interface Worker {
  readonly pid: number;
  readonly ask: AskWorker;
}

/** Returns the worker of this process ID. */
export function workerOf(master: Pick<Master, 'ask'>, pid: number): Worker {
  return { pid, ask: (commands) => master.ask(pid, commands) };
}
