import { once } from 'node:events';
import { createServer, type IncomingMessage, request, type ServerResponse } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { listen } from './haproxy-bench.js';

/** A server that upgrades every request that asks for it and then says what it hears. It never closes. */
export interface UpgradeServer {
  readonly port: number;
  /** Goes on with every answer to `…/download` that was begun. */
  readonly send: (text: string) => void;
  readonly close: () => Promise<void>;
}

/** RFC 6455's own example: HAProxy wants a key, and checks the answer to it. */
const key = { asked: 'dGhlIHNhbXBsZSBub25jZQ==', answered: 's3pPLMBiTxaQ9kYGzzhZRbK+xOo=' };
const upgraded = [
  'HTTP/1.1 101 Switching Protocols',
  'Connection: Upgrade',
  'Upgrade: websocket',
  `Sec-WebSocket-Accept: ${key.answered}`,
  '\r\n',
].join('\r\n');

/** Other requests are answered with the address that it listens on. */
export async function upgradeServer(host = '127.0.0.1', fixedPort = 0): Promise<UpgradeServer> {
  const downloads = new Set<ServerResponse>();
  const server = createServer(({ url }, response) => {
    if (!url?.endsWith('/download')) {
      response.end(host);
      return;
    }
    downloads.add(response);
    response.flushHeaders();
  });
  const open = new Set<Duplex>();
  server.on('upgrade', (_, socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.write(upgraded);
    socket.pipe(socket);
  });
  const port = await listen(server, fixedPort, host);
  return {
    port,
    send: (text) => {
      for (const download of downloads) download.write(text);
    },
    close: () =>
      new Promise((resolve) => {
        for (const socket of open) socket.destroy();
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

/** A client's end of a connection that was upgraded. */
export interface WebSocketLike {
  open(): boolean;
  /** Returns what comes back; rejects when it is closed, or is before that. */
  say(text: string): Promise<string>;
  close(): void;
}

/** Opens one; rejects when the request is not upgraded. */
export function openWebSocket(port: number, path: string): Promise<WebSocketLike> {
  return new Promise((resolve, reject) => {
    const headers = { connection: 'Upgrade', upgrade: 'websocket', 'sec-websocket-key': key.asked };
    const outgoing = request({ host: '127.0.0.1', port, path, headers, agent: false });
    outgoing.on('error', reject);
    outgoing.on('response', ({ statusCode }) => reject(new Error(`not upgraded but ${statusCode}`)));
    outgoing.on('upgrade', (_, socket: Socket) => resolve(clientEnd(socket)));
    outgoing.end();
  });
}

function clientEnd(socket: Socket): WebSocketLike {
  let open = true;
  socket.on('error', () => undefined);
  socket.on('close', () => {
    open = false;
  });
  socket.resume();
  return {
    open: () => open,
    say: (text) =>
      new Promise((resolve, reject) => {
        if (!open) reject(new Error('closed'));
        socket.once('data', (heard: Buffer) => resolve(heard.toString()));
        socket.once('close', () => reject(new Error('closed')));
        socket.write(text);
      }),
    close: () => socket.destroy(),
  };
}

/** A download that goes on for as long as the server sends. */
export interface Download {
  /** Resolves to what came since the last time, as soon as something has. */
  next(): Promise<string>;
  close(): void;
}

/** Begins one. */
export async function beginDownload(port: number, path: string): Promise<Download> {
  const outgoing = request({ host: '127.0.0.1', port, path, agent: false });
  outgoing.end();
  const [response]: IncomingMessage[] = await once(outgoing, 'response');
  if (response === undefined) throw new Error('no response');
  const chunks = response.setEncoding('utf8')[Symbol.asyncIterator]();
  return {
    next: async () => String((await chunks.next()).value),
    close: () => outgoing.destroy(),
  };
}
