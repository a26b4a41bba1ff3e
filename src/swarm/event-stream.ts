import { IncomingMessage } from 'node:http';
import { Observable } from 'rxjs';
import type { WaggleError } from '../errors.js';
import { decodeEvent } from './codecs.js';
import type { WatchMessage } from './docker-api.js';

/**
 * Milliseconds of silence before TCP asks whether the other end is still there. Swarm's own virtual IPs forget a
 * connection after 15 minutes of silence and tell nobody, which would leave a stream that never speaks again.
 */
const keepAlive = 30_000;

/**
 * Returns the messages of one event stream (`GET /events`, a JSON object a line). However it ends, the last message is
 * `ended`; the stream never errors. Unsubscribing breaks the connection off.
 */
export function eventStream(
  open: (abortSignal: AbortSignal) => Promise<NodeJS.ReadableStream>,
  toError: (thrown: unknown) => WaggleError,
): Observable<WatchMessage> {
  return new Observable((subscriber) => {
    const controller = new AbortController();
    const end = (thrown: unknown) => {
      subscriber.next({ kind: 'ended', error: toError(thrown) });
      subscriber.complete();
    };
    open(controller.signal).then((stream) => {
      if (stream instanceof IncomingMessage) stream.socket.setKeepAlive(true, keepAlive);
      subscriber.next({ kind: 'opened' });
      const takeLines = linesTo((line) => {
        const message = messageOf(line);
        if (message !== undefined) subscriber.next(message);
      });
      stream.setEncoding('utf8');
      stream.on('data', takeLines);
      stream.on('error', end);
      stream.on('close', () => end(new Error('the event stream ended')));
    }, end);
    return () => controller.abort();
  });
}

/** What cannot be read is passed over: the next full list covers it. */
function messageOf(line: string): WatchMessage | undefined {
  const event = decodeEvent(line);
  if (event === undefined) return undefined;
  return { kind: 'event', of: event.Type, id: event.Actor.ID, removed: event.Action === 'remove' };
}

/** Returns a function that takes text in pieces and hands on every complete line. */
function linesTo(take: (line: string) => void): (piece: string) => void {
  let rest = '';
  return (piece) => {
    const lines = `${rest}${piece}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) take(line);
  };
}
