import { setTimeout as sleep } from 'node:timers/promises';
import { ask } from './command-socket.js';
import { Failure, messageOf } from './failure.js';
import { type Processes, parseShowProc } from './show-proc.js';

/** HAProxy's master process, by its command socket. */
export interface Master {
  /** Returns the process ID of the worker that serves, once there is one. Failure HaproxyUnusable. */
  worker(): Promise<number>;
  /**
   * Loads the files again; returns the new worker's process ID. Failures: ReloadFailed, the old worker goes on serving;
   * HaproxyUnusable.
   */
  reload(): Promise<number>;
  /**
   * Sends commands to that worker and no other, in order; returns what they answered together. Failure
   * RuntimeApiFailed: the worker cannot be asked.
   */
  ask(worker: number, commands: readonly string[]): Promise<string>;
}

/** Milliseconds. A reload takes 20 to 60, and is seen to be over within 2. */
const patience = { answer: 5_000, firstAnswer: 20, load: 60_000, stopping: 100, poll: 2 };

/** Returns the master that listens at this path. `alive` says whether its process is still there to be waited for. */
export function masterAt(path: string, alive: () => boolean): Master {
  return {
    worker: () => firstWorker(path, alive),
    reload: () => reload(path, alive),
    ask: (worker, commands) => askWorker(path, worker, commands),
  };
}

/** From 3.0 on a worker is there before it serves; it does not answer before that, nor later to what was asked before. */
async function firstWorker(path: string, alive: () => boolean): Promise<number> {
  while (true) {
    const worker = await untilProcesses(path, alive, ({ current }) => current.at(0));
    const answer = await ask(path, `@!${worker} show info\n`, patience.firstAnswer).catch(() => '');
    if (answer.startsWith('Name: ')) return worker;
  }
}

/**
 * 2.6 answers `reload` at once. From 2.7 on the answer is the result, but it comes 20 to 50 ms late, from a timer. So for
 * every version the result is read from `show proc`: either all workers of before are replaced, or one more reload has
 * failed. While a reload is under way nobody answers, or the workers of before are still current.
 */
async function reload(path: string, alive: () => boolean): Promise<number> {
  const before = await untilProcesses(path, alive, (processes) => processes);
  const known = new Set([...before.current, ...before.old]);
  ask(path, 'reload\n', patience.load).catch(() => undefined);
  const result = await untilProcesses(path, alive, ({ current, failed }) => {
    if (failed > before.failed) return 'failed';
    return current.some((pid) => known.has(pid)) ? undefined : current.at(0);
  });
  if (result !== 'failed') {
    await Promise.all(before.current.map((worker) => untilStopping(path, worker)));
    return result;
  }
  throw new Failure({ _tag: 'ReloadFailed', output: 'the new worker did not start' });
}

/**
 * For some ms after it was replaced, a worker still takes connections and answers them with the former configuration.
 * Resolves when it no longer does, or is gone, or does not say so for a while.
 */
async function untilStopping(path: string, worker: number): Promise<void> {
  for (let waited = 0; waited < patience.stopping; waited += patience.poll) {
    const answer = await ask(path, `@!${worker} show info\n`, patience.stopping).catch(() => '');
    if (!answer.includes('\nStopping: 0\n')) return;
    await sleep(patience.poll);
  }
}

async function untilProcesses<A>(
  path: string,
  alive: () => boolean,
  find: (processes: Processes) => A | undefined,
): Promise<A> {
  for (let waited = 0; waited < patience.load && alive(); waited += patience.poll) {
    const answer = await ask(path, 'show proc\n', patience.answer).catch(() => '');
    const processes = parseShowProc(answer);
    const found = processes && find(processes);
    if (found !== undefined) return found;
    await sleep(patience.poll);
  }
  throw new Failure({ _tag: 'HaproxyUnusable', detail: 'the master ended, or does not say what it runs' });
}

/** The master passes on what follows `@!PID` (management guide, section 9.4): never to a worker that was replaced. */
async function askWorker(path: string, worker: number, commands: readonly string[]): Promise<string> {
  const text = commands.map((command) => `@!${worker} ${command}\n`).join('');
  return await ask(path, text, patience.answer).catch((error: unknown) => {
    throw new Failure({ _tag: 'RuntimeApiFailed', command: commands[0] ?? '', detail: messageOf(error) });
  });
}
