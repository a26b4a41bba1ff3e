import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { setTimeout as sleep } from 'node:timers/promises';
import type { KeyPair } from './certificates.js';

/** Who a backend says it is. */
export interface Identity {
  readonly service: string;
  readonly host: string;
  readonly port: number;
}

export interface Backend {
  close(): Promise<void>;
}

/** The header in which a request tells the echo backend how to answer: JSON of EchoOrder. */
export const orderHeader = 'x-echo-order';

interface EchoOrder {
  /** Milliseconds before the answer. */
  readonly delay?: number;
  readonly status?: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** Ends the connection without an answer. */
  readonly close?: boolean;
}

/**
 * Starts an HTTP server (HTTPS with a certificate) that answers with JSON of who it is and what it received. An upgraded
 * connection sends back what it is sent.
 */
export async function echoBackend(identity: Identity, certificate?: KeyPair): Promise<Backend> {
  const served = new WeakMap<Socket, number>();
  const answer = (request: IncomingMessage, response: ServerResponse) => {
    const nth = (served.get(request.socket) ?? 0) + 1;
    served.set(request.socket, nth);
    // Who asks may go away in the middle of the request.
    echo(identity, nth, request, response).catch(() => response.destroy());
  };
  const server = certificate
    ? createTlsServer({ key: certificate.key, cert: certificate.cert }, answer)
    : createServer(answer);
  server.keepAliveTimeout = 60_000;
  server.on('upgrade', (_request, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
    socket.pipe(socket);
  });
  return await listening(server, identity);
}

async function echo(identity: Identity, nth: number, request: IncomingMessage, response: ServerResponse) {
  const headers = joined(request.rawHeaders);
  const order: EchoOrder = JSON.parse(headers[orderHeader] ?? '{}');
  let body = '';
  for await (const chunk of request) body += String(chunk);
  const { method, url: path } = request;
  if (order.delay) await sleep(order.delay);
  if (order.close) {
    request.socket.destroy();
    return;
  }
  response.writeHead(order.status ?? 200, { 'content-type': 'application/json', ...order.headers });
  response.end(order.body ?? JSON.stringify({ ...identity, nth, method, path, headers, body }));
}

/** Returns raw headers as name in lower case → values, joined as a list. */
export function joined(rawHeaders: readonly string[]): Readonly<Record<string, string>> {
  const headers: Record<string, string> = {};
  for (let place = 0; place + 1 < rawHeaders.length; place += 2) {
    const name = (rawHeaders[place] ?? '').toLowerCase();
    const value = rawHeaders[place + 1] ?? '';
    headers[name] = headers[name] === undefined ? value : `${headers[name]}, ${value}`;
  }
  return headers;
}

/** Makes a server listen; resolves when it does. Closing it ends its connections. */
export async function listening(server: Server, { host, port }: Identity): Promise<Backend> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket: Socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, resolve);
  });
  return {
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}
