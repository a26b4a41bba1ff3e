import { readdir, readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { sendSignal } from './send-signal.js';

/** Milliseconds that a left-over process gets before it is killed. */
const grace = 2_000;
const poll = 10;

/**
 * Stops every HAProxy process that runs this configuration file and returns their IDs once they are gone: masters that
 * outlived a Waggle which was killed, and workers that outlived their master and still hold its ports.
 */
export async function stopLeftovers(configPath: string): Promise<readonly number[]> {
  const found = await processesOf(configPath);
  await signalUntilGone(configPath, 'SIGTERM', grace);
  await signalUntilGone(configPath, 'SIGKILL', grace);
  return found;
}

/** Returns the processes that were started as `… -W … -f CONFIG`, by their command lines in /proc. */
export async function processesOf(configPath: string): Promise<readonly number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const matches = await Promise.all(pids.map((pid) => runsHaproxy(pid, configPath)));
  return pids.filter((_, index) => matches[index]).map(Number);
}

async function runsHaproxy(pid: string, configPath: string): Promise<boolean> {
  const words = (await readFile(`/proc/${pid}/cmdline`, 'utf8').catch(() => '')).split('\0');
  return words.includes('-W') && words.includes(configPath);
}

async function signalUntilGone(
  configPath: string,
  signal: 'SIGTERM' | 'SIGKILL',
  timeout: number,
): Promise<void> {
  for (const pid of await processesOf(configPath)) sendSignal(pid, signal);
  for (let left = timeout / poll; left > 0; left -= 1) {
    if ((await processesOf(configPath)).length === 0) return;
    await sleep(poll);
  }
}
