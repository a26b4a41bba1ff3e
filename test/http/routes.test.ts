import { gunzipSync, gzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { encodeSnapshot, etagOf, revisionHeader } from '../../src/core/snapshot/wire.js';
import type { Handlers } from '../../src/http/handlers.js';
import { createHttpServer } from '../../src/http/server.js';
import { aController, aProxy, someHandlers } from '../distribution/support.js';
import { recordingLogger } from '../support/recording-logger.js';

const snapshot = snapshotOf([{ serviceName: 'web', port: '80', 'swarm.endpointMode': 'vip' }]);

function api(parts: Partial<Handlers> = {}) {
  const log = recordingLogger();
  return { app: createHttpServer(someHandlers(parts), log), log };
}

describe('health', () => {
  it('is good while it runs, and bad while it drains', async () => {
    let alive = true;
    const { app } = api({ alive: () => alive });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    alive = false;
    for (const path of ['/healthz', '/readyz']) {
      expect(await app.inject(path)).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
    }
  });

  it('is not readiness, which says what is missing', async () => {
    const { app } = api({ notReady: () => 'HAProxy does not run' });
    expect((await app.inject('/healthz')).statusCode).toBe(200);
    const answer = await app.inject('/readyz');
    expect(answer.statusCode).toBe(503);
    expect(answer.json()).toEqual({ Status: 'NOK', Message: 'HAProxy does not run' });
    expect((await api().app.inject('/readyz')).statusCode).toBe(200);
  });
});

describe('metrics and status', () => {
  it('are handed out as they are given', async () => {
    const { app } = api();
    const metrics = await app.inject('/metrics');
    expect(metrics.body).toBe('waggle_services 0\n');
    expect(metrics.headers['content-type']).toContain('text/plain');
    expect((await app.inject('/v1/waggle/status')).json()).toEqual({
      role: 'run',
      version: '1',
      startedAt: 0,
    });
  });

  it('tell controllers the revision of a proxy', async () => {
    const proxy = aProxy();
    const { app } = api({ proxy: proxy.handlers, controller: aController(snapshotOf([])) });
    expect((await app.inject('/v1/waggle/revision')).json()).toEqual({ wanted: null, applied: null });
    await proxy.handlers.accept(snapshot);
    const { revision } = snapshot;
    expect((await app.inject('/v1/waggle/revision')).json()).toEqual({ wanted: revision, applied: revision });
  });

  it('tell the revision that a controller wants', async () => {
    const { app } = api({ controller: aController(snapshot) });
    const answer = await app.inject('/v1/waggle/revision');
    expect(answer.json()).toEqual({ wanted: snapshot.revision, applied: null });
  });
});

describe('PUT snapshot', () => {
  const url = '/v1/waggle/snapshot';
  const packed = {
    method: 'PUT',
    url,
    payload: gzipSync(encodeSnapshot(snapshot)),
    headers: {
      'content-type': 'application/json',
      'content-encoding': 'gzip',
      [revisionHeader]: snapshot.revision,
    },
  } as const;

  it('applies it and answers with the outcome', async () => {
    const proxy = aProxy();
    const answer = await api({ proxy: proxy.handlers }).app.inject(packed);
    expect(answer.statusCode).toBe(200);
    expect(answer.json()).toMatchObject({ kind: 'dynamic', revision: snapshot.revision });
    expect(proxy.taken).toEqual([snapshot]);
  });

  it('takes it unpacked too, whatever it is called', async () => {
    const proxy = aProxy();
    const headers = { [revisionHeader]: snapshot.revision, 'content-type': 'text/plain' };
    const payload = encodeSnapshot(snapshot);
    const answer = await api({ proxy: proxy.handlers }).app.inject({ method: 'PUT', url, payload, headers });
    expect(answer.statusCode).toBe(200);
  });

  it('takes one that is larger than other bodies may be', async () => {
    const proxy = aProxy();
    const large = snapshotOf([{ serviceName: 'web', backendExtra: 'x'.repeat(2 * 1024 * 1024) }]);
    const headers = { [revisionHeader]: large.revision };
    const payload = encodeSnapshot(large);
    const answer = await api({ proxy: proxy.handlers }).app.inject({ method: 'PUT', url, payload, headers });
    expect(answer.statusCode).toBe(200);
  });

  it('answers 500 with the reason when the pass failed', async () => {
    const proxy = aProxy();
    proxy.refuseWith('HAProxy is not there');
    const answer = await api({ proxy: proxy.handlers }).app.inject(packed);
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toMatchObject({
      Status: 'NOK',
      Message: 'HAProxy is not there',
      Outcome: { kind: 'failed' },
    });
  });

  it.each([
    ['another revision', { headers: { ...packed.headers, [revisionHeader]: 'abc' } }, 'not abc'],
    ['no revision', { headers: { 'content-encoding': 'gzip' } }, 'is missing'],
    ['a body that is not gzip', { payload: 'text' }, 'cannot be unpacked'],
    ['a body that is not JSON', { payload: gzipSync('text') }, 'not JSON'],
    ['no body', { payload: '' }, 'there is no body'],
  ])('answers 400 to %s, and nothing changes', async (_what, change, why) => {
    const proxy = aProxy();
    const answer = await api({ proxy: proxy.handlers }).app.inject({ ...packed, ...change });
    expect(answer.statusCode).toBe(400);
    expect(answer.json()).toEqual({ Status: 'NOK', Message: expect.stringContaining(why) });
    expect(proxy.taken).toEqual([]);
  });

  it('unpacks no bombs', async () => {
    const payload = gzipSync(Buffer.alloc(65 * 1024 * 1024));
    const answer = await api({ proxy: aProxy().handlers }).app.inject({ ...packed, payload });
    expect(answer.statusCode).toBe(400);
    expect(answer.json().Message).toContain('cannot be unpacked');
  });

  it('is not there on a controller', async () => {
    const answer = await api({ controller: aController(snapshot) }).app.inject(packed);
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
  });
});

describe.each(['/v1/waggle/snapshot', '/v1/docker-flow-swarm-listener/get-services'])('GET %s', (url) => {
  it('gives the list under its revision', async () => {
    const answer = await api({ controller: aController(snapshot) }).app.inject(url);
    expect(answer.headers).toMatchObject({
      etag: etagOf(snapshot.revision),
      'content-type': 'application/json; charset=utf-8',
    });
    expect(answer.json()).toEqual(snapshot.services);
  });

  it('packs it for those who can unpack it', async () => {
    const headers = { 'accept-encoding': 'gzip' };
    const answer = await api({ controller: aController(snapshot) }).app.inject({ url, headers });
    expect(answer.headers['content-encoding']).toBe('gzip');
    expect(JSON.parse(gunzipSync(answer.rawPayload).toString())).toEqual(snapshot.services);
  });

  it('answers 304 to those who have it', async () => {
    const headers = { 'if-none-match': etagOf(snapshot.revision) };
    const answer = await api({ controller: aController(snapshot) }).app.inject({ url, headers });
    expect(answer).toMatchObject({ statusCode: 304, body: '' });
  });

  it('answers 503 rather than an empty list while there is none', async () => {
    const answer = await api({ controller: aController(undefined) }).app.inject(url);
    expect(answer).toMatchObject({ statusCode: 503, headers: { 'retry-after': '1' } });
  });
});

it('get-services leaves out what only Waggle knows', async () => {
  const publicSnapshot = () => snapshotOf([{ serviceName: 'web' }]);
  const { app } = api({ controller: { snapshot: () => snapshot, publicSnapshot } });
  const answer = await app.inject('/v1/docker-flow-swarm-listener/get-services');
  expect(answer.json()).toEqual([{ serviceName: 'web' }]);
});

describe("Docker Flow Proxy's paths", () => {
  const path = '/v1/docker-flow-proxy';

  it('give the configuration as text, or the services as JSON', async () => {
    const handlers = { ...aProxy().handlers, services: () => ({ web: { ServiceName: 'web' } }) };
    const { app } = api({ proxy: handlers });
    for (const query of ['', '?type=text', '?type=json&type=text']) {
      const text = await app.inject(`${path}/config${query}`);
      expect(text.headers['content-type']).toBe('text/plain; charset=utf-8');
      expect(text.body).toBe('global\n');
    }
    const json = await app.inject(`${path}/config?type=json`);
    expect(json.json()).toEqual({ web: { ServiceName: 'web' } });
  });

  it('say whether a first state was applied', async () => {
    const proxy = aProxy();
    const { app } = api({ proxy: proxy.handlers });
    expect((await app.inject(`${path}/successfulinitreload`)).statusCode).toBe(500);
    await proxy.handlers.accept(snapshot);
    expect((await app.inject(`${path}/successfulinitreload`)).statusCode).toBe(200);
  });

  it('are not there on a controller', async () => {
    const { app } = api({ controller: aController(snapshot) });
    expect((await app.inject(`${path}/ping`)).statusCode).toBe(404);
  });
});

describe('ping', () => {
  const both = { proxy: aProxy().handlers, controller: aController(snapshot) };
  const urls = ['/ping', '/v1/docker-flow-proxy/ping', '/v1/docker-flow-swarm-listener/ping'];

  it.each(urls)('%s answers OK to GET and POST, with or without a body or a last slash', async (url) => {
    const { app } = api(both);
    for (const request of [
      { method: 'GET', url } as const,
      { method: 'GET', url: `${url}/` } as const,
      { method: 'POST', url } as const,
      {
        method: 'POST',
        url,
        payload: 'a=1',
        headers: { 'content-type': 'application/x-www-form-urlencoded' },
      } as const,
    ]) {
      const answer = await app.inject(request);
      expect(answer.statusCode).toBe(200);
      expect(answer.json()).toMatchObject({ Status: 'OK' });
    }
  });
});

describe('what does not exist', () => {
  it.each(['/', '//ping/', '/v1/nope', '/v1/docker-flow-proxy/nope', '/%'])(
    '%s is answered in JSON',
    async (url) => {
      const answer = await api({ proxy: aProxy().handlers }).app.inject({ method: 'GET', url });
      expect([400, 404]).toContain(answer.statusCode);
      expect(answer.json()).toEqual({ Status: 'NOK', Message: expect.any(String) });
    },
  );

  it('a method that a path does not have is named with those it has', async () => {
    const answer = await api().app.inject({ method: 'DELETE', url: '/metrics?x=1' });
    expect(answer).toMatchObject({ statusCode: 405, headers: { allow: 'GET, HEAD' } });
    expect(answer.json().Status).toBe('NOK');
  });

  it('a body that is too large is refused', async () => {
    const answer = await api().app.inject({
      method: 'POST',
      url: '/ping',
      payload: 'x'.repeat(1024 * 1024 + 1),
    });
    expect(answer.statusCode).toBe(413);
    expect(answer.json().Status).toBe('NOK');
  });

  it('a bug is logged, and kept from the client', async () => {
    const broken = () => {
      throw new Error('hunter2');
    };
    const { app, log } = api({ status: broken });
    const answer = await app.inject('/v1/waggle/status?token=hunter2');
    expect(answer.statusCode).toBe(500);
    expect(answer.json()).toEqual({ Status: 'NOK', Message: 'internal error' });
    expect(log.lines).toMatchObject([{ level: 'error', fields: { path: '/v1/waggle/status' } }]);
  });
});
