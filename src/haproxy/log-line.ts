import type { Logger } from '../ports.js';

export interface HaproxyLine {
  readonly level: keyof Logger;
  readonly text: string;
}

const levels = { ALERT: 'error', WARNING: 'warn', NOTICE: 'debug' } as const;

/** What HAProxy says louder than it matters here → how loud it matters. */
const milder: readonly (readonly [RegExp, HaproxyLine['level']])[] = [
  // At every reload and at the end: HAProxy warns of what was asked for.
  [
    /^Proxy .* stopped \(|^(Former|Current) worker .* exited with code 0 |^Exiting Master process|^All workers exited/,
    'debug',
  ],
  [/^HAProxy was started as (the )?root|^\[.*main\(\)\] HAProxy was started as /, 'debug'],
  // Of every task that comes, goes or moves, and of every early server: a swarm's daily life.
  [
    /changed its IP from|: IP changed from '|administratively READY thanks to valid DNS|is UP\/READY \(|is going DOWN for maintenance/,
    'debug',
  ],
  // Two lines, while an early server has a sticky task that a server of the files has found, too: it is the same task.
  [/^We generated two equal cookies for two different servers|^Please change the secret key for '/, 'debug'],
  // When the master was asked to talk to a worker that is just leaving; who asked is told, too.
  [/^socketpair: Cannot transfer the fd |^Failed to transfer socket/, 'debug'],
  // A service without tasks, or one that was removed and whose backend is there until the next reload.
  [/has no server available/, 'info'],
];

/** Reads a line of HAProxy's stderr, `[WARNING]  (123) : text`; any other line is information of its own. */
export function parseLine(line: string): HaproxyLine {
  const [, mark, text = line] = /^\[(ALERT|WARNING|NOTICE)\]\s+\(\d+\) : (.*)$/s.exec(line) ?? [];
  const level = mark === 'ALERT' || mark === 'WARNING' || mark === 'NOTICE' ? levels[mark] : 'info';
  return { level: milder.find(([pattern]) => pattern.test(text))?.[1] ?? level, text };
}
