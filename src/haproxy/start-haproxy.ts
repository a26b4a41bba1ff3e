import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { EMPTY, filter, firstValueFrom, map, type Observable, timeout } from 'rxjs';
import type { Logger, Metrics } from '../ports.js';
import { type Child, startChild } from './child.js';
import { configFile } from './config-folder.js';
import { Failure } from './failure.js';
import { takenAddresses } from './free-addresses.js';
import { processesOf } from './leftovers.js';
import { type Master, masterAt } from './master.js';
import { boundOldWorkers } from './old-workers.js';
import { ownPorts } from './own-ports.js';
import { sendSignal } from './send-signal.js';
import { type Worker, workerOf } from './worker.js';

/** A HAProxy master with its workers. */
export interface RunningHaproxy {
  /** Of the master. */
  readonly pid: number;
  /**
   * Replaces the worker by one that has read the files again. Failures: ReloadFailed, with HAProxy's own words: the
   * worker stays; HaproxyUnusable.
   */
  reload(): Promise<void>;
  /** The worker that serves, as far as nobody else made another one. */
  worker(): Worker;
  /** How many workers that were replaced still have connections. */
  oldWorkers(): number;
  /** What master and workers say, line by line. */
  readonly said$: Observable<string>;
  /** Resolves when the master has ended, to how. It ends when a worker dies. */
  readonly ended: Promise<string>;
  /** Lets requests finish, at most `timeout` ms; resolves when the master is gone. */
  stop(timeout: number): Promise<void>;
}

export interface StartOptions {
  readonly bin: string;
  /** Folder of haproxy.cfg and HAProxy's working folder: 2.6 looks only there for a map in `use_backend`. */
  readonly folder: string;
  readonly socketPath: string;
  /** How many workers that were replaced may stay for their connections; 0: all. */
  readonly maxOldWorkers: number;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'oldWorkersSeen' | 'oldWorkerEnded'>;
}

/** Milliseconds: until HAProxy, told to be quiet, serves; for the last lines after an end; from SIGTERM to SIGKILL. */
const patience = { silence: 3_000, lastLines: 20, terminate: 2_000 };
/** What the master of every version says once its worker serves. */
const loadingSuccess = 'Loading success.';
/** Alerts kept for saying why something failed. */
const keptAlerts = 20;

/**
 * Starts HAProxy in master-worker mode in the foreground (management guide, section 3) and resolves when it serves.
 * Failure HaproxyUnusable: it ended instead, with its alerts.
 */
export async function startHaproxy(options: StartOptions): Promise<RunningHaproxy> {
  const { bin, folder, socketPath, maxOldWorkers, log, metrics } = options;
  const config = join(folder, configFile);
  const args = ['-W', '-db', '-S', `${socketPath},mode,600`, '-f', config];
  let loaded = await readFile(config, 'utf8');
  const child = startChild(bin, args, folder);
  const alerts: string[] = [];
  child.line$.subscribe(({ level, text }) => {
    log[level]({ component: 'haproxy' }, text);
    if (level === 'error') alerts.splice(0, alerts.length, ...alerts.slice(1 - keptAlerts), text);
  });
  child.printed$.subscribe(({ level, text }) => log[level]({ component: 'access' }, text));
  const loaded$ = child.line$.pipe(filter(({ text }) => text === loadingSuccess));
  const master = masterAt(socketPath, child.alive, loaded$);
  const serves$ = loaded$.pipe(timeout({ first: patience.silence, with: () => EMPTY }));
  await firstValueFrom(serves$, { defaultValue: undefined });
  let worker = workerOf(master, await firstWorker(child, master, alerts));
  /** Of an old worker that has not let its ports go yet, and of one that somebody else made of the same files. */
  const own = async () => await ownPorts(await processesOf(config));
  const list = () => master.oldWorkers(worker.pid);
  const end = (pid: number) => sendSignal(pid, 'SIGTERM');
  const oldWorkers = boundOldWorkers({ list, max: maxOldWorkers, end, log, metrics });
  void child.ended.then(oldWorkers.stop);
  return {
    pid: child.pid ?? 0,
    reload: async () => {
      const wanted = await readFile(config, 'utf8');
      const taken = await takenAddresses(wanted, loaded, own);
      if (taken.length > 0) throw new Failure({ _tag: 'ReloadFailed', output: taken.join('\n') });
      alerts.length = 0;
      const pid = await master.reload().catch((thrown: unknown) => withAlerts(thrown, alerts));
      worker = workerOf(master, pid);
      loaded = wanted;
      oldWorkers.reloaded();
    },
    oldWorkers: oldWorkers.count,
    worker: () => worker,
    said$: child.line$.pipe(map(({ text }) => text)),
    ended: child.ended,
    stop: (timeout) => stopChild(child, timeout),
  };
}

async function firstWorker(child: Child, master: Master, alerts: readonly string[]): Promise<number> {
  try {
    return await master.worker();
  } catch {
    child.signal('SIGKILL');
    const how = await child.ended;
    await sleep(patience.lastLines);
    const detail = [`it did not start (${how})`, ...alerts].join('\n');
    throw new Failure({ _tag: 'HaproxyUnusable', detail });
  }
}

async function withAlerts(thrown: unknown, alerts: readonly string[]): Promise<never> {
  await sleep(patience.lastLines);
  if (!(thrown instanceof Failure) || thrown.error._tag !== 'ReloadFailed' || alerts.length === 0)
    throw thrown;
  throw new Failure({ _tag: 'ReloadFailed', output: alerts.join('\n') });
}

/** SIGUSR1 is HAProxy's soft stop: listeners close, requests finish (management guide, section 4). */
async function stopChild(child: Child, timeout: number): Promise<void> {
  child.signal('SIGUSR1');
  if (await endsWithin(child, timeout)) return;
  child.signal('SIGTERM');
  if (await endsWithin(child, patience.terminate)) return;
  child.signal('SIGKILL');
  await child.ended;
}

async function endsWithin(child: Child, timeout: number): Promise<boolean> {
  const timer = new AbortController();
  const late = sleep(timeout, false, { signal: timer.signal }).catch(() => false);
  const ended = await Promise.race([child.ended.then(() => true), late]);
  timer.abort();
  return ended;
}
