import { quote } from '../language/quote.js';

/** How requests and connections are logged. */
export interface AccessLog {
  /** Whether those that went well are left out. */
  readonly errorsOnly: boolean;
  /** HAProxy's log formats; empty: its own. */
  readonly httpFormat: string;
  readonly tcpFormat: string;
}

/** Where all that is logged goes, and how long a line may be (HAProxy manual, section 3.1 `log`): our child's output. */
export const logTarget = 'log stdout len 8192 format short local0';

/** Returns the lines that make frontends of a mode log; none when nothing is to be logged. */
export function accessLogLines(log: AccessLog | undefined, mode: 'http' | 'tcp'): readonly string[] {
  if (log === undefined) return [];
  const format = mode === 'http' ? log.httpFormat : log.tcpFormat;
  return [
    'log global',
    format === '' ? `option ${mode}log` : `log-format ${quote(format)}`,
    ...(log.errorsOnly ? ['option dontlog-normal'] : []),
  ];
}
