import * as E from 'fp-ts/lib/Either.js';
import { decodeText, PortNumber } from '../core/codecs.js';

/** One entry of LISTENER_ADDRESS. */
export interface ListenerAddress {
  readonly host: string;
  readonly port: number;
}

const defaultPort = 8080;

/** Returns host and port of `host[:port]` (an IPv6 address with a port in brackets), or undefined if it is neither. */
export function parseListenerAddress(text: string): ListenerAddress | undefined {
  const parts = /^(?:\[([^\]]+)\]|([^:[\]/\s]+))(?::(\d+))?$/.exec(text.trim());
  const host = parts?.[1] ?? parts?.[2];
  if (host === undefined) return undefined;
  const port = decodeText(PortNumber, parts?.[3] ?? String(defaultPort));
  return E.isRight(port) ? { host, port: port.right } : undefined;
}
