import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { processesOf } from '../../src/haproxy/leftovers.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { freePort, listen } from '../support/haproxy-bench.js';
import { haproxyBin } from '../support/haproxy-versions.js';
import { type RunningProgram, startProgram } from '../support/run-program.js';

// Services that are written down for a proxy that no controller talks to.

let folder: string;
let dns: FakeDns;
let app: Server;
let appPort: number;
let api: number;
let entry: number;
let program: RunningProgram | undefined;

beforeEach(async () => {
  folder = mkdtempSync(join(tmpdir(), 'waggle-static-'));
  dns = await fakeDns();
  app = createServer((request, response) => response.end(request.url));
  appPort = await listen(app, 0, '127.0.0.1');
  [api, entry] = [await freePort(), await freePort()];
  for (const name of ['one', 'two', 'three']) dns.set(name, ['127.0.0.1']);
});
afterEach(async () => {
  program?.child.kill('SIGKILL');
  await program?.ended;
  for (const pid of await processesOf(join(folder, 'run', 'config', 'haproxy.cfg')))
    process.kill(pid, 'SIGKILL');
  dns.close();
  app.closeAllConnections();
  app.close();
  rmSync(folder, { recursive: true, force: true });
});

const file = () => join(folder, 'services.yml');
const start = () => {
  program = startProgram(['proxy'], {
    HAPROXY_BIN: haproxyBin('2.6'),
    RUN_DIR: join(folder, 'run'),
    STATE_DIR: join(folder, 'state'),
    TEMPLATES_DIR: join(folder, 'tmpl'),
    SECRETS_DIR: join(folder, 'secrets'),
    PORT: String(api),
    IP: '127.0.0.1',
    DEFAULT_PORTS: String(entry),
    RESOLVERS: `nameserver dns 127.0.0.1:${dns.port}`,
    SERVICES_FILE: file(),
    DFP_SERVICE_1_SERVICE_NAME: 'one',
    DFP_SERVICE_1_SERVICE_PATH: '/one',
    DFP_SERVICE_1_PORT: String(appPort),
    DFP_SERVICE_1_SERVCE_PATH: '/x',
  });
  return program;
};
const eventually = (check: () => Promise<void>) => vi.waitFor(check, { timeout: 20_000, interval: 50 });
const answersWith = (path: string, status: number) =>
  eventually(async () => {
    const answer = await fetch(`http://127.0.0.1:${entry}${path}`, { signal: AbortSignal.timeout(2_000) });
    expect(answer.status).toBe(status);
  });
const ready = () =>
  eventually(async () => expect((await fetch(`http://127.0.0.1:${api}/readyz`)).status).toBe(200));
const proxyStatus = async () =>
  JSON.parse(await (await fetch(`http://127.0.0.1:${api}/v1/waggle/status`)).text()).proxy;

describe('static services', () => {
  it('are served without any controller, and as the services file says now', async () => {
    writeFileSync(file(), `- { serviceName: two, servicePath: [/two, /zwei], port: ${appPort} }`);
    const { stdout } = start();
    await answersWith('/one', 200);
    await answersWith('/zwei', 200);
    await ready();
    expect(await proxyStatus()).toMatchObject({
      services: 2,
      problems: [{ service: 'one', advice: 'did you mean DFP_SERVICE_1_SERVICE_PATH?' }],
    });

    writeFileSync(file(), `- { serviceName: three, servicePath: /three, port: ${appPort} }`);
    await answersWith('/three', 200);
    await answersWith('/two', 503);

    writeFileSync(file(), '- { serviceName: broken');
    await eventually(async () =>
      expect((await proxyStatus()).problems).toContainEqual(
        expect.objectContaining({ parameter: 'SERVICES_FILE', value: file() }),
      ),
    );
    await answersWith('/three', 200);

    writeFileSync(file(), '[]');
    await answersWith('/three', 503);
    expect((await proxyStatus()).problems).toHaveLength(1);
    expect(stdout()).not.toContain('"level":"error"');
  });

  it('give way to the services of a controller, and are not part of its snapshot', async () => {
    writeFileSync(file(), `- { serviceName: two, servicePath: /mine, port: ${appPort} }`);
    start();
    await answersWith('/mine', 200);
    await ready();
    const snapshot = snapshotOf([{ serviceName: 'two', servicePath: '/swarm', port: String(appPort) }]);
    const pushed = await fetch(`http://127.0.0.1:${api}/v1/waggle/snapshot`, {
      method: 'PUT',
      headers: { 'x-waggle-revision': snapshot.revision, 'content-type': 'application/json' },
      body: JSON.stringify(snapshot.services),
    });
    expect(await pushed.json()).toMatchObject({ revision: snapshot.revision });
    await answersWith('/swarm', 200);
    await answersWith('/mine', 503);
    await answersWith('/one', 200);
    const { revision, problems } = await proxyStatus();
    expect(revision).toEqual({ wanted: snapshot.revision, applied: snapshot.revision });
    expect(problems).toContainEqual(
      expect.objectContaining({ service: 'two', rule: 'is also the name of a service of the swarm' }),
    );
  });
});
