import { createServer, request } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { listen } from './haproxy-bench.js';

/** A server that upgrades every request and then says what it hears. It never closes. */
export interface UpgradeServer {
  readonly port: number;
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

export async function upgradeServer(): Promise<UpgradeServer> {
  const server = createServer((_, response) => response.end('here'));
  const open = new Set<Duplex>();
  server.on('upgrade', (_, socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
    socket.write(upgraded);
    socket.pipe(socket);
  });
  const port = await listen(server, 0, '127.0.0.1');
  return {
    port,
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
  /** Returns what comes back. */
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
        socket.once('data', (heard: Buffer) => resolve(heard.toString()));
        socket.once('close', () => reject(new Error('closed')));
        socket.write(text);
      }),
    close: () => socket.destroy(),
  };
}
