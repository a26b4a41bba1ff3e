import { kill } from 'node:process';

/** Sends a signal to a process that may be gone already. */
export function sendSignal(pid: number, signal: 'SIGTERM' | 'SIGKILL'): void {
  try {
    kill(pid, signal);
  } catch {
    // It is gone already.
  }
}
