import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { eventually, openProxyBench, type ProxyBench } from '../support/proxy-bench.js';

// Services that are written down for a proxy that no controller talks to.

let bench: ProxyBench;
beforeEach(async () => {
  bench = await openProxyBench();
  for (const name of ['one', 'two', 'three']) bench.dns.set(name, ['127.0.0.1']);
});
afterEach(() => bench.close());

const start = () =>
  bench.start('2.6', {
    SERVICES_FILE: bench.at('services.yml'),
    DFP_SERVICE_1_SERVICE_NAME: 'one',
    DFP_SERVICE_1_SERVICE_PATH: '/one',
    DFP_SERVICE_1_PORT: String(bench.appPort),
    DFP_SERVICE_1_SERVCE_PATH: '/x',
  });
const answersWith = (path: string, status: number) =>
  eventually(async () => expect((await bench.get(path)).status).toBe(status));
const ready = () => eventually(async () => expect((await bench.api('/readyz')).status).toBe(200));

describe('static services', () => {
  it('are served without any controller, and as the services file says now', async () => {
    const { at, put, appPort, status } = bench;
    put(`- { serviceName: two, servicePath: [/two, /zwei], port: ${appPort} }`, 'services.yml');
    const { stdout } = start();
    await answersWith('/one', 200);
    await answersWith('/zwei', 200);
    await ready();
    expect(await status()).toMatchObject({
      services: 2,
      problems: [{ service: 'one', advice: 'did you mean DFP_SERVICE_1_SERVICE_PATH?' }],
    });
    const shown = await bench.api('/v1/docker-flow-proxy/config?type=json');
    expect(JSON.parse(shown.body)).toMatchObject({
      one: { ServiceName: 'one', ServiceDest: [{ ServicePath: ['/one'], Port: String(appPort) }] },
      two: { ServiceDest: [{ ServicePath: ['/two', '/zwei'] }] },
    });

    put(`- { serviceName: three, servicePath: /three, port: ${appPort} }`, 'services.yml');
    await answersWith('/three', 200);
    await answersWith('/two', 503);

    put('- { serviceName: broken', 'services.yml');
    await eventually(async () =>
      expect((await status()).problems).toContainEqual(
        expect.objectContaining({ parameter: 'SERVICES_FILE', value: at('services.yml') }),
      ),
    );
    await answersWith('/three', 200);

    put('[]', 'services.yml');
    await answersWith('/three', 503);
    expect((await status()).problems).toHaveLength(1);
    expect(stdout()).not.toContain('"level":"error"');
  });

  it('give way to the services of a controller, and are not part of its snapshot', async () => {
    const { put, appPort, status, push } = bench;
    put(`- { serviceName: two, servicePath: /mine, port: ${appPort} }`, 'services.yml');
    start();
    await answersWith('/mine', 200);
    await ready();
    const applied = await push({ serviceName: 'two', servicePath: '/swarm', port: String(appPort) });
    await answersWith('/swarm', 200);
    await answersWith('/mine', 503);
    await answersWith('/one', 200);
    const { revision, problems } = await status();
    expect(revision).toEqual({ wanted: applied, applied });
    expect(problems).toContainEqual(
      expect.objectContaining({ service: 'two', rule: 'is also the name of a service of the swarm' }),
    );
  });
});
