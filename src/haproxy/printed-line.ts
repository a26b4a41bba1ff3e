import type { HaproxyLine } from './log-line.js';

/** Syslog's `error` and `info`, the levels of requests and connections (HAProxy manual, `option log-separate-errors`). */
const ofClients: readonly string[] = ['3', '6'];

/**
 * Reads a line of HAProxy's stdout, `<level>text` (HAProxy manual, section 3.1 `log`, format `short`). At other levels it
 * says again what it says on stderr.
 */
export function parsePrinted(line: string): HaproxyLine {
  const [, level = '6', text = line] = /^<(\d)>(.*)$/.exec(line) ?? [];
  return { level: ofClients.includes(level) ? 'info' : 'debug', text };
}
