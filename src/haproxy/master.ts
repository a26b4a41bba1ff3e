import { setTimeout as sleep } from 'node:timers/promises';
import { firstValueFrom, from, map, merge, NEVER, type Observable } from 'rxjs';
import { ask } from './command-socket.js';
import { Failure, messageOf } from './failure.js';
import { type Processes, parseShowProc } from './show-proc.js';

/** HAProxy's master process, by its command socket. */
export interface Master {
  /**
   * Returns the process ID of the worker that serves. One that is just being started is better waited for first (`reload`
   * says why). Failure HaproxyUnusable.
   */
  worker(): Promise<number>;
  /**
   * Loads the files again; returns the new worker's process ID. Failures: ReloadFailed, the old worker goes on serving;
   * HaproxyUnusable.
   */
  reload(): Promise<number>;
  /** Returns the process IDs of workers that were replaced, the oldest first, and `serving` never. Failure HaproxyUnusable. */
  oldWorkers(serving: number): Promise<readonly number[]>;
  /**
   * Sends commands to that worker and no other, in order; returns what they answered together. Failure
   * RuntimeApiFailed: the worker cannot be asked.
   */
  ask(worker: number, commands: readonly string[]): Promise<string>;
}

/** Milliseconds, but `bytes`: so many are written in one. A reload takes 20 to 60, and is seen to be over within a few. */
const patience = {
  bytes: 50,
  answer: 5_000,
  firstAnswer: 250,
  load: 60_000,
  stopping: 100,
  poll: 2,
};

/**
 * Returns the master that listens at this path. `alive` says whether its process is still there to be waited for, `loaded$`
 * that it says it has loaded the files.
 */
export function masterAt(path: string, alive: () => boolean, loaded$: Observable<unknown> = NEVER): Master {
  return {
    worker: async () => {
      const worker = await newWorker(path, alive, { failed: 0, current: [], old: [] });
      if (worker !== undefined) return worker;
      throw new Failure({ _tag: 'HaproxyUnusable', detail: 'no worker could be started' });
    },
    reload: () => reload(path, alive, loaded$),
    oldWorkers: async (serving) => (await untilProcesses(path, alive)).old.filter((pid) => pid !== serving),
    ask: (worker, commands) => askWorker(path, worker, commands),
  };
}

/**
 * 2.6 answers `reload` at once, and says nothing of its workers before the new one serves. From 2.7 on the answer is the
 * result; but it comes 20 to 50 ms late, from a timer, later than the master says so on stderr. Nobody may ask the new
 * worker before: from 3.1 on it is listed while it loads, never answers what it was asked then, and the master keeps each
 * such question as one of the ten connections it takes, for as long as that worker is there.
 */
async function reload(path: string, alive: () => boolean, loaded$: Observable<unknown>): Promise<number> {
  const before = await untilProcesses(path, alive);
  const answer = ask(path, 'reload\n', patience.load).catch(() => '');
  const result = await firstValueFrom(merge(from(answer), loaded$.pipe(map(() => 'Success=1'))));
  const worker = result.startsWith('Success=0') ? undefined : await newWorker(path, alive, before);
  if (worker === undefined) {
    throw new Failure({ _tag: 'ReloadFailed', output: 'the new worker did not start' });
  }
  await Promise.all([...before.current, ...before.old].map((old) => untilStopping(path, old)));
  return worker;
}

/** Returns the worker that was not there before, once it serves, or undefined when the load failed. */
async function newWorker(path: string, alive: () => boolean, before: Processes): Promise<number | undefined> {
  const known = new Set([...before.current, ...before.old]);
  let patient: number = patience.firstAnswer;
  for (let waited = 0; waited < patience.load; waited += patience.poll) {
    const { current, failed } = await untilProcesses(path, alive);
    if (failed > before.failed) return undefined;
    const worker = current.find((pid) => !known.has(pid));
    const answer = worker === undefined ? '' : await firstAnswer(path, worker, patient);
    if (worker !== undefined && answer?.startsWith('Name: ')) return worker;
    if (answer === undefined) {
      waited += patient;
      patient = Math.min(patient * 2, patience.answer);
    }
    await sleep(patience.poll);
  }
  throw new Failure({ _tag: 'HaproxyUnusable', detail: `no worker serves after ${patience.load} ms` });
}

/** Returns what a worker says to its first question, or undefined when it says nothing in time. */
async function firstAnswer(path: string, worker: number, timeout: number): Promise<string | undefined> {
  return await ask(path, `@!${worker} show info\n`, timeout).catch(() => undefined);
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

/** While it loads, 2.6 does not listen, and others answer nothing. */
async function untilProcesses(path: string, alive: () => boolean): Promise<Processes> {
  for (let waited = 0; waited < patience.load && alive(); waited += patience.poll) {
    const processes = parseShowProc(await ask(path, 'show proc\n', patience.answer).catch(() => ''));
    if (processes !== undefined) return processes;
    await sleep(patience.poll);
  }
  throw new Failure({ _tag: 'HaproxyUnusable', detail: 'the master ended, or does not say what it runs' });
}

/** The master passes on what follows `@!PID` (management guide, section 9.4): never to a worker that was replaced. */
async function askWorker(path: string, worker: number, commands: readonly string[]): Promise<string> {
  const text = commands.map((command) => `@!${worker} ${command}\n`).join('');
  // A map of 10,000 entries is a megabyte, and machines are busy.
  const timeout = patience.answer + text.length / patience.bytes;
  return await ask(path, text, timeout).catch((error: unknown) => {
    throw new Failure({ _tag: 'RuntimeApiFailed', command: commands[0] ?? '', detail: messageOf(error) });
  });
}
