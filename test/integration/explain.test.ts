import { once } from 'node:events';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { freePort } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { eventually, openProxyBench, type ProxyBench } from '../support/proxy-bench.js';
import { runProgram, startProgram } from '../support/run-program.js';

// What is said of a request, by API and command line, and what HAProxy really does with it.

let bench: ProxyBench;
beforeEach(async () => {
  bench = await openProxyBench();
});
afterEach(() => bench.close());

const names = ['all', 'shop', 'cart', 'exact', 'other', 'shop2'];
const services = () => {
  const service = (serviceName: string, more: Record<string, string>) => ({
    serviceName,
    port: String(bench.appPort),
    setResHeader: `X-Service ${serviceName}`,
    ...more,
  });
  return [
    service('all', { servicePath: '/', servicePathExclude: '/closed' }),
    service('shop', { servicePath: '/shop', denyHttp: 'true' }),
    service('cart', { servicePath: '/cart', pathType: 'path_end' }),
    service('exact', { servicePath: '/exact', pathType: 'path' }),
    service('shop2', { servicePath: '/shop/two' }),
    service('other', { serviceDomain: 'other.com', servicePath: '/shop' }),
  ];
};

describe.each(haproxyVersions)('waggle explain and HAProxy %s', (version) => {
  it('agree', async () => {
    for (const name of names) bench.dns.set(name, ['127.0.0.1']);
    bench.start(version);
    await eventually(async () => expect((await bench.api('/healthz')).status).toBe(200));
    await bench.push(...services());
    await eventually(async () => expect((await bench.get('/exact')).status).toBe(200));
    expect((await bench.status()).shadowed).toMatchObject([{ service: 'shop2', by: 'shop' }]);
    await eventually(async () =>
      expect((await bench.api('/metrics')).body).toMatch(/^waggle_shadowed_routes 1$/m),
    );
    for (const path of ['/', '/exact', '/exact/more', '/a/cart', '/shopping', '/closed', '/closed/cart']) {
      const url = `http://127.0.0.1${path}`;
      const asked = await bench.api(`/v1/waggle/explain?url=${encodeURIComponent(url)}`);
      expect(asked.status).toBe(200);
      const explanation = JSON.parse(asked.body);
      const really = await bench.get(path);
      if (really.status === 503) expect(explanation.winner).toBeNull();
      else if (really.status === 403) expect(explanation.before.join()).toContain('403');
      else expect(explanation.winner.service).toBe(really.headers['x-service']);
      const { code, stdout } = await runProgram(['explain', url, '--address', bench.address, '--json']);
      expect({ code, explanation: JSON.parse(stdout) }).toEqual({
        code: really.status === 503 ? 1 : 0,
        explanation,
      });
    }
  });
});

describe('waggle explain', () => {
  it('explains a services file, says what is wrong with it, and what takes nothing', async () => {
    const file = bench.at('services.yml');
    bench.put(
      '- { serviceName: web, port: 80, servicePath: /web }\n- { serviceName: bad, port: x }',
      'services.yml',
    );
    const explained = await runProgram(['explain', 'http://a.com/web/x', '-s', file]);
    expect(explained).toMatchObject({ code: 0, stderr: expect.stringContaining('service bad: port') });
    expect(explained.stdout).toContain('It goes to service web (backend web-be80_0)');
    const nothing = await runProgram(['explain', 'http://a.com/', '-s', file]);
    expect(nothing).toMatchObject({ code: 1, stdout: expect.stringContaining('answered 503') });
    const bySetting = await runProgram(['explain', 'http://a.com/', '-s', file], { ROUTE_ORDER: 'x' });
    expect(bySetting).toMatchObject({ code: 2, stderr: expect.stringContaining('ROUTE_ORDER') });
  });

  it.each([
    [['http://a.com/'], '--services FILE or --address HOST:PORT'],
    [['http://a.com/', '-s', 'x', '-a', 'x'], '--services FILE or --address HOST:PORT'],
    [['http://a.com/', '-s', '/no/file'], '/no/file cannot be read'],
    [['ftp://', '-a', '127.0.0.1:1'], 'URL'],
    [['http://a.com/', '-a', 'http://x'], 'HOST:PORT'],
    [['http://a.com/', '-a', '127.0.0.1:1'], 'cannot be asked'],
    [['http://a.com/', '-a', '127.0.0.1:1', '-H', 'X'], 'Name: value'],
  ])('says what is wrong with %j', async (args, words) => {
    const { code, stderr, stdout } = await runProgram(['explain', ...args]);
    expect({ code, stdout }).toEqual({ code: 2, stdout: '' });
    expect(stderr).toContain(words);
  });

  it.each(['SIGINT', 'SIGTERM'] as const)('ends at once by %s while it waits for a proxy', async (signal) => {
    const port = await freePort();
    const silent = createServer().listen(port, '127.0.0.1');
    await once(silent, 'listening');
    const { child, ended } = startProgram(['explain', 'http://a.com/', '-a', `127.0.0.1:${port}`]);
    await once(silent, 'connection');
    child.kill(signal);
    expect(await ended).toBeNull();
    expect(child.signalCode).toBe(signal);
    silent.close();
  });
});
