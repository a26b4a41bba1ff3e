// The tasks of a swarm, in one process of their own: on stdin `open ADDRESS` or `close ADDRESS`, a line each, with the same line as answer.
// A task answers with its address on port 8000 (that of 0.0.0.0, which is all tasks, with the one that was asked), and in X-Path with the
// path it was asked for; after an upgrade it sends back what it is sent, and it ends in the middle of everything, as a process does that knows
// no SIGTERM.
import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage } from 'node:http';
import process from 'node:process';
import { createInterface } from 'node:readline';
import type { Duplex } from 'node:stream';
import { type Backend, listening } from '../../test/support/echo-backend.js';

const open = new Map<string, Backend>();

function task(host: string): Promise<Backend> {
  const server = createServer((request, response) => {
    request.resume();
    response.setHeader('x-path', request.url ?? '');
    response.end(request.socket.localAddress);
  });
  server.keepAliveTimeout = 60_000;
  server.on('upgrade', (request, socket: Duplex) => {
    socket.on('error', () => socket.destroy());
    const upgrade = [
      'Connection: Upgrade',
      'Upgrade: websocket',
      `Sec-WebSocket-Accept: ${acceptOf(request)}`,
    ];
    socket.write(`HTTP/1.1 101 Switching Protocols\r\n${upgrade.join('\r\n')}\r\n\r\n`);
    socket.pipe(socket);
  });
  return listening(server, { service: '', host, port: 8000 });
}

/** RFC 6455, section 4.2.2; HAProxy passes no other answer on. */
function acceptOf({ headers }: IncomingMessage): string {
  const guid = '258EAFA5-E914-47DA-95CA-C5AB0DC85B11';
  return createHash('sha1').update(`${headers['sec-websocket-key']}${guid}`).digest('base64');
}

for await (const line of createInterface({ input: process.stdin })) {
  const [order = '', host = ''] = line.split(' ');
  if (order === 'open') open.set(host, await task(host));
  else {
    await open.get(host)?.close();
    open.delete(host);
  }
  process.stdout.write(`${line}\n`);
}
