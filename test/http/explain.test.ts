import { describe, expect, it } from 'vitest';
import { explain } from '../../src/core/routing/explain.js';
import type { ProxyHandlers } from '../../src/http/handlers.js';
import { createHttpServer } from '../../src/http/server.js';
import { aController, aProxy, someHandlers } from '../distribution/support.js';
import { recordingLogger } from '../support/recording-logger.js';
import { routingOf } from '../support/routing.js';

const routing = routingOf([
  { serviceName: 'beta', port: '80', servicePath: '/x', serviceHeader: 'X-V:2,X-K:a' },
  { serviceName: 'main', port: '80', servicePath: '/x', allowedMethods: 'GET' },
]);
const proxy = aProxy().handlers;
const explaining: ProxyHandlers = {
  ...proxy,
  explain: (question) => explain(routing, question),
};
const ask = (query: string, handlers: ProxyHandlers = explaining) =>
  createHttpServer(someHandlers({ proxy: handlers }), recordingLogger()).inject(`/v1/waggle/explain${query}`);

describe('GET explain', () => {
  it('says who serves a request, with its method and its headers', async () => {
    const plain = await ask('?url=http://a.com/x&method=POST');
    expect(plain.statusCode).toBe(200);
    expect(plain.json()).toMatchObject({
      winner: { service: 'main' },
      before: [expect.stringContaining('403')],
      passedOver: [],
    });
    const beta = await ask('?url=http://a.com/x&header=X-V:2&header=X-K:%20a');
    expect(beta.json()).toMatchObject({ winner: { service: 'beta' }, before: [] });
    const one = await ask('?url=http://a.com/x&header=X-V:2');
    expect(one.json()).toMatchObject({ winner: { service: 'main' }, passedOver: [{ service: 'beta' }] });
    expect((await ask('?url=http://a.com/y')).json()).toMatchObject({ winner: null });
  });

  it.each([
    ['', 'ask with url='],
    ['?url=http://a.com/&url=http://b.com/', 'ask with url='],
    ['?url=http://u:s3cret@a.com/', 'leave the name'],
    ['?url=http://a.com/&method=G%20T', 'method'],
    ['?url=http://a.com/&header=X', "'Name: value'"],
  ])('answers 400 with a sentence to %s', async (query, words) => {
    const answer = await ask(query);
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ Status: 'NOK', Message: expect.stringContaining(words) });
    expect(answer.body).not.toContain('s3cret');
  });

  it('answers 503 before anything is served, and does not exist on a controller', async () => {
    expect((await ask('?url=http://a.com/', proxy)).statusCode).toBe(503);
    const controller = someHandlers({ controller: aController(undefined) });
    const answer = await createHttpServer(controller, recordingLogger()).inject('/v1/waggle/explain?url=x');
    expect(answer.statusCode).toBe(404);
  });
});
