import type { Logger } from '../ports.js';

export interface HaproxyLine {
  readonly level: keyof Logger;
  readonly text: string;
}

const levels = { ALERT: 'error', WARNING: 'warn', NOTICE: 'debug' } as const;

/** Said at every reload, once for every proxy of the configuration: HAProxy warns of what was asked for. */
const routine =
  /^(Proxy .* stopped \(|Former worker .* exited with code 0 |Exiting Master process|All workers exited|HAProxy was started as (the )?root|\[.*main\(\)\] HAProxy was started as )/;

/** Said of every task that comes, goes or moves, and of every early server that leaves: a swarm's daily life. */
const discovery = /(changed its IP from|\(resolves again\)|is going DOWN for maintenance)/;

/** Said when the master was asked to talk to a worker that is just leaving; who asked is told, too. */
const lateQuestion = /^(socketpair: Cannot transfer the fd |Failed to transfer socket)/;

/** Reads a line of HAProxy's stderr, `[WARNING]  (123) : text`; any other line is information of its own. */
export function parseLine(line: string): HaproxyLine {
  const marked = /^\[(ALERT|WARNING|NOTICE)\]\s+\(\d+\) : (.*)$/.exec(line);
  const mark = marked?.[1];
  const text = marked?.[2];
  if (text === undefined) return { level: 'info', text: line };
  if (mark === 'WARNING' && (routine.test(text) || discovery.test(text))) return { level: 'debug', text };
  if (lateQuestion.test(text)) return { level: 'debug', text };
  return { level: mark === 'ALERT' || mark === 'WARNING' ? levels[mark] : levels.NOTICE, text };
}
