import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { fromEvent, map, type Observable, share, takeUntil } from 'rxjs';
import { type HaproxyLine, parseLine } from './log-line.js';
import { parsePrinted } from './printed-line.js';

/** A running program. */
export interface Child {
  /** Undefined when it could not be started. */
  readonly pid: number | undefined;
  alive(): boolean;
  /** What it says of itself (on stderr), line by line, from the moment it is subscribed to. */
  readonly line$: Observable<HaproxyLine>;
  /** What it prints (on stdout): its access log, whose text clients have a hand in. */
  readonly printed$: Observable<HaproxyLine>;
  /** Resolves when the program has ended or could not be started, to how, in words. */
  readonly ended: Promise<string>;
  signal(signal: 'SIGUSR1' | 'SIGTERM' | 'SIGKILL'): void;
}

/**
 * Starts a program as a child, in a working folder. It leads a process group of its own: a signal to our group (Ctrl-C in
 * a terminal) reaches it only through us, so that it drains instead of falling.
 */
export function startChild(bin: string, args: readonly string[], cwd: string): Child {
  const child = spawn(bin, args, { cwd, stdio: ['ignore', 'pipe', 'pipe'], detached: true });
  const ended = new Promise<string>((resolve) => {
    child.once('error', (error) => resolve(error.message));
    child.once('exit', (code, signal) =>
      resolve(signal === null ? `exit code ${code}` : `killed by ${signal}`),
    );
  });
  return {
    pid: child.pid,
    alive: () => child.pid !== undefined && child.exitCode === null && child.signalCode === null,
    line$: linesOf(child.stderr).pipe(map(parseLine), share()),
    printed$: linesOf(child.stdout).pipe(map(parsePrinted)),
    ended,
    signal: (signal) => void child.kill(signal),
  };
}

function linesOf(input: NodeJS.ReadableStream): Observable<string> {
  const lines = createInterface({ input });
  return fromEvent(lines, 'line', String).pipe(takeUntil(fromEvent(lines, 'close')));
}
