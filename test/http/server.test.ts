import { connect } from 'node:net';
import { text } from 'node:stream/consumers';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { createHttpServer } from '../../src/http/server.js';
import { aProxy, portOf, someHandlers } from '../distribution/support.js';
import { recordingLogger } from '../support/recording-logger.js';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

async function start(limits = { head: 30, request: 60, check: 5, idle: 75_000 }, proxy = aProxy().handlers) {
  app = createHttpServer(someHandlers({ proxy }), recordingLogger(), limits);
  await app.listen({ host: '127.0.0.2', port: 0 });
  return portOf(app.server.address());
}

/** Sends this and nothing more, and returns all that comes back until the server closes. */
async function answerTo(port: number, request: string): Promise<string> {
  const socket = connect(port, '127.0.0.2');
  socket.write(request);
  return await text(socket);
}

describe('the HTTP server', () => {
  it('cuts off a client that does not finish its head', async () => {
    const port = await start();
    expect(await answerTo(port, 'GET /ping HTTP/1.1\r\nHost: x\r\n')).toContain('408');
  });

  it('cuts off a client that does not finish its body', async () => {
    const port = await start();
    const head = 'PUT /v1/waggle/snapshot HTTP/1.1\r\nHost: x\r\nContent-Length: 100\r\n\r\n';
    expect(await answerTo(port, `${head}[`)).toContain('408');
  });

  it('closes idle connections and finishes running requests when it is closed', async () => {
    const { handlers } = aProxy();
    let closing: Promise<unknown> | undefined;
    const port = await start(undefined, {
      ...handlers,
      accept: (snapshot) => {
        closing = app?.close();
        return handlers.accept(snapshot);
      },
    });
    const idle = connect(port, '127.0.0.2');
    idle.write('GET /ping HTTP/1.1\r\nHost: x\r\n\r\n');
    const head = `PUT /v1/waggle/snapshot HTTP/1.1\r\nHost: x\r\nX-Waggle-Revision: ${snapshotOf([]).revision}`;
    expect(await answerTo(port, `${head}\r\nContent-Length: 2\r\n\r\n[]`)).toContain('200 OK');
    await closing;
    expect(closing).toBeDefined();
    expect(await text(idle)).toContain('"Status":"OK"');
  });
});
