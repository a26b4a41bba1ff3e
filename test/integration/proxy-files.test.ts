import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { selfSigned } from '../support/certificates.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { eventually, openProxyBench, type ProxyBench } from '../support/proxy-bench.js';

// Files beside the settings that change while a proxy runs.

describe.each(haproxyVersions)('files of a proxy with HAProxy %s', (version) => {
  let bench: ProxyBench;
  const basic = (user: string) => `Basic ${Buffer.from(user).toString('base64')}`;
  beforeEach(async () => {
    bench = await openProxyBench();
    bench.dns.set('demo', ['127.0.0.1']);
  });
  afterEach(() => bench.close());

  it('take effect when they change, without a restart', async () => {
    const { put, push, get, getByTls, status, appPort } = bench;
    put('anna:first', 'secrets', 'dfp_users_team');
    const { stdout } = bench.start(version);
    await eventually(async () => expect((await bench.api('/healthz')).status).toBe(200));
    const demo = { serviceName: 'demo', port: String(appPort), servicePath: '/demo', usersSecret: 'team' };
    await push(demo);
    await eventually(async () => expect((await get('/demo', basic('anna:first'))).status).toBe(200));

    put('anna:second', 'secrets', 'dfp_users_team');
    await eventually(async () => expect((await get('/demo', basic('anna:second'))).status).toBe(200));
    expect((await get('/demo', basic('anna:first'))).status).toBe(401);

    put('HTTP/1.0 503 Out\r\nContent-Type: text/plain\r\n\r\nout of order\r\n', 'errorfiles', '503.http');
    await eventually(async () => expect((await get('/nobody')).body).toContain('out of order'));

    expect((await getByTls('/nobody')).status).toBe(0);
    put(selfSigned(['demo.example']).pem, 'certs', 'demo.pem');
    await eventually(async () => expect((await getByTls('/nobody')).status).toBe(503));

    await push({ ...demo, templateBePath: 'be.njk' });
    await eventually(async () => expect((await get('/demo', basic('anna:second'))).status).toBe(503));
    put('{{ backends }}    http-response set-header X-Template yes\n', 'tmpl', 'be.njk');
    await eventually(async () => {
      const answer = await get('/demo', basic('anna:second'));
      expect(answer).toMatchObject({ status: 200, headers: { 'x-template': 'yes' } });
    });

    await eventually(async () => expect((await status()).problems).toEqual([]));
    for (const secret of ['first', 'second', 'PRIVATE']) expect(stdout()).not.toContain(secret);
    expect(stdout()).not.toContain('"level":"error"');
  });
});
