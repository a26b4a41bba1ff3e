import { createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { createHttpClient } from '../../src/distribution/http-client.js';
import { portOf } from './support.js';

type OnRequest = (socket: Socket, count: { connection: number; request: number }) => void;
const closing: (() => void)[] = [];
afterEach(() => {
  for (const close of closing.splice(0)) close();
});

/** A server that does what it is told with the bytes of each request. */
async function serverOf(onRequest: OnRequest): Promise<number> {
  let connection = 0;
  const server = createServer((socket) => {
    const count = { connection: ++connection, request: 0 };
    socket.on('error', () => {});
    socket.on('data', () => {
      count.request++;
      onRequest(socket, count);
    });
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  closing.push(() => server.close());
  return portOf(server.address());
}

function clientOf(port: number, limit = 1000) {
  const client = createHttpClient({ 'x-for-all': '1' });
  closing.push(() => client.close());
  return () =>
    client.send({
      method: 'GET',
      host: '127.0.0.2',
      port,
      path: '/',
      limit,
      signal: AbortSignal.timeout(2000),
    });
}

const answerWith = (text: string) => `HTTP/1.1 200 OK\r\ncontent-length: ${text.length}\r\n\r\n${text}`;

describe('the HTTP client', () => {
  it('uses a connection again', async () => {
    const port = await serverOf((socket, { connection, request }) => {
      socket.write(answerWith(`${connection}.${request}`));
    });
    const ask = clientOf(port);
    expect(String((await ask()).body)).toBe('1.1');
    expect(String((await ask()).body)).toBe('1.2');
  });

  it('asks once more over a new one when a used one was reset under it', async () => {
    const port = await serverOf((socket, { connection, request }) => {
      if (request === 2) socket.resetAndDestroy();
      else socket.write(answerWith(`${connection}.${request}`));
    });
    const ask = clientOf(port);
    await ask();
    expect(String((await ask()).body)).toBe('2.1');
  });

  it('does not ask again when a new connection is reset', async () => {
    let asked = 0;
    const port = await serverOf((socket) => {
      asked++;
      socket.resetAndDestroy();
    });
    await expect(clientOf(port)()).rejects.toThrow('ECONNRESET');
    expect(asked).toBe(1);
  });

  it('reads no more than the limit', async () => {
    const port = await serverOf((socket) => socket.write(answerWith('x'.repeat(1001))));
    await expect(clientOf(port)()).rejects.toThrow('longer than 1000 bytes');
  });
});
