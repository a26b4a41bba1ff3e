import { type DestinationStream, pino } from 'pino';
import pretty from 'pino-pretty';
import type { Clock, Logger } from '../ports.js';

export interface LoggerOptions {
  /** Least severe level that is written. */
  readonly level: 'debug' | 'info' | 'warn' | 'error';
  /** `auto`: pretty where the stream is a terminal, JSON lines everywhere else. */
  readonly format: 'auto' | 'json' | 'pretty';
  readonly stream: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly clock: Clock;
}

/** Values of these fields are never written, wherever in the first three levels they stand. */
const secrets = ['authorization', 'Authorization', 'token', 'password', 'cookie'];

/** Returns a logger that writes one JSON object a line (ISO 8601 time), or the same for people. */
export function createLogger({ level, format, stream, clock }: LoggerOptions): Logger {
  const isPretty = format === 'pretty' || (format === 'auto' && stream.isTTY === true);
  return pino(
    {
      level,
      base: null,
      timestamp: () => `,"time":"${new Date(clock()).toISOString()}"`,
      formatters: { level: (label) => ({ level: label }) },
      redact: {
        paths: secrets.flatMap((name) => [name, `*.${name}`, `*.*.${name}`]),
        censor: '(hidden)',
      },
    },
    isPretty ? prettyStream(stream) : stream,
  );
}

function prettyStream(destination: LoggerOptions['stream']): DestinationStream {
  return pretty({
    destination,
    sync: true,
    colorize: destination.isTTY === true,
    translateTime: 'SYS:HH:MM:ss.l',
  });
}
