import { execFileSync } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { processesOf } from '../../src/haproxy/leftovers.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { freePort, listen } from '../support/haproxy-bench.js';
import { keepAlive, requestLoop } from '../support/haproxy-http.js';
import { haproxyBin, haproxyVersions } from '../support/haproxy-versions.js';
import { type RunningProgram, runProgram, startProgram } from '../support/run-program.js';

// The program as users run it: dist/main.js, built by hack/test.

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waggle-program-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('the command line', () => {
  it('explains itself', async () => {
    const { code, stdout } = await runProgram(['--help']);
    expect(code).toBe(0);
    for (const command of ['run', 'controller', 'proxy', 'render', 'validate'])
      expect(stdout).toContain(command);
  });

  it('says its version', async () => {
    const { version } = JSON.parse(readFileSync('package.json', 'utf8'));
    expect(await runProgram(['--version'])).toMatchObject({ code: 0, stdout: `${version}\n` });
  });

  it.each([
    [['pruxy'], 'proxy'],
    [['render', '--servces', 'x'], '--services'],
  ])('suggests the right word for %j', async (args, suggestion) => {
    const { code, stderr } = await runProgram(args);
    expect(code).toBe(2);
    expect(stderr).toContain(suggestion);
  });

  it('refuses to start with settings that cannot be used, and says what is allowed', async () => {
    const { code, stderr } = await runProgram(['proxy'], { PORT: 'x', LOG_LEVEL: 'loud' });
    expect(code).toBe(2);
    expect(stderr).toContain('PORT="x" must be a whole number from 1 to 65535 (default: "8080")');
    expect(stderr).toContain('LOG_LEVEL="loud" must be one of debug, info, warn, error');
  });

  it('fails with words when there is no HAProxy', async () => {
    const { code, stdout } = await runProgram(['proxy'], {
      HAPROXY_BIN: '/no/haproxy',
      RUN_DIR: join(folder, 'run'),
      RELOAD_ATTEMPTS: '5',
    });
    expect(code).toBe(1);
    expect(stdout).toContain('RELOAD_ATTEMPTS has no effect');
    expect(stdout).toContain('/no/haproxy');
  });
});

describe('a taken port', () => {
  it('ends the program with words and without a HAProxy', async () => {
    const server = createServer();
    const taken = await listen(server, 0, '127.0.0.1');
    const env = { PORT: String(taken), IP: '127.0.0.1', DEFAULT_PORTS: String(await freePort()) };
    const { code, stdout } = await runProgram(['proxy'], {
      ...env,
      RUN_DIR: join(folder, 'run'),
      STATE_DIR: folder,
    });
    server.close();
    expect(code).toBe(1);
    expect(stdout).toContain(`the API cannot listen on 127.0.0.1:${taken}`);
    expect(await processesOf(join(folder, 'run', 'config', 'haproxy.cfg'))).toEqual([]);
  });
});

describe('waggle render', () => {
  const services = () => join(folder, 'services.yml');

  it.each(haproxyVersions)('writes files that HAProxy %s takes without a word', async (version) => {
    writeFileSync(
      services(),
      '- { serviceName: demo, port: 8080, servicePath: /demo, reqPathSearchReplace: "/demo/,/" }\n' +
        '- { serviceName: web, port: 80, serviceDomain: "a.com,*.b.com", pathType: path_reg, servicePath: "^/x.*$" }\n',
    );
    const out = join(folder, 'out');
    expect(await runProgram(['render', '--services', services(), '--out', out])).toMatchObject({
      code: 0,
      stderr: '',
    });
    expect(readdirSync(out).sort()).toEqual(['errors', 'haproxy.cfg', 'maps']);
    writeFileSync(join(out, 'server-state'), '1\n');
    const said = execFileSync(haproxyBin(version), ['-q', '-c', '-f', 'haproxy.cfg'], {
      cwd: out,
      encoding: 'utf8',
      stdio: 'pipe',
    });
    expect(said).toBe('');
  });

  it('prints the configuration of what can be used and tells of the rest with exit code 1', async () => {
    writeFileSync(
      services(),
      JSON.stringify([
        { serviceName: 'bad', servicePath: '/' },
        { serviceName: 'good', servicePath: '/g', port: 1 },
      ]),
    );
    const { code, stdout, stderr } = await runProgram(['render', '--services', services()]);
    expect(code).toBe(1);
    expect(stdout).toContain('backend good-be1_0');
    expect(stderr).toMatch(/service bad: port="" is missing; set it to the port/);
  });

  it('takes services as queries, beside a file or alone', async () => {
    writeFileSync(services(), '- { serviceName: filed, port: 1, servicePath: /f }');
    const queries = [
      '-q',
      'serviceName=asked&port=2&servicePath=/a',
      '-q',
      'serviceName=more&port=3&servicePath=/m',
    ];
    const both = await runProgram(['render', '-s', services(), ...queries]);
    expect(both).toMatchObject({ code: 0, stderr: '' });
    for (const backend of ['filed-be1_0', 'asked-be2_0', 'more-be3_0'])
      expect(both.stdout).toContain(`backend ${backend}`);
    expect((await runProgram(['render', ...queries])).code).toBe(0);
  });

  it('counts the files of a proxy, too', async () => {
    writeFileSync(join(folder, 'be.njk'), '{{ backends }}    # of a template\n');
    const query = 'serviceName=a&port=1&servicePath=/a&templateBePath=be.njk';
    const rendered = await runProgram(['render', '-q', query], { TEMPLATES_DIR: folder });
    expect(rendered).toMatchObject({ code: 0, stdout: expect.stringContaining('# of a template') });
    const missing = await runProgram(['render', '-q', query], { TEMPLATES_DIR: folder, CA_FILE: '/no/ca' });
    expect(missing).toMatchObject({ code: 1, stderr: expect.stringContaining('/no/ca') });
  });

  it.each([
    [[], '--services or --query'],
    [['-q', 'serviceName=a&users=u:s3cret%'], 'the value of users is not percent-encoded UTF-8'],
  ])('explains what is wrong with %j', async (args, words) => {
    const { code, stderr } = await runProgram(['render', ...args]);
    expect(code).toBe(2);
    expect(stderr).toContain(words);
    expect(stderr).not.toContain('s3cret');
  });

  it.each([
    ['is no list', 'serviceName: x'],
    ['is no YAML', '- {'],
  ])('refuses a file that %s', async (_what, text) => {
    writeFileSync(services(), text);
    const { code, stderr } = await runProgram(['render', '--services', services()]);
    expect(code).toBe(2);
    expect(stderr).toContain(services());
  });
});

interface Answer {
  readonly status: number;
  readonly body: string;
}

function call(
  port: number,
  path: string,
  options: { method?: string; body?: string; headers?: Record<string, string> } = {},
): Promise<Answer> {
  return new Promise((resolve) => {
    const { method = 'GET', headers = {}, body } = options;
    const outgoing = request({ host: '127.0.0.1', port, path, method, headers, agent: false }, (response) => {
      let text = '';
      response.on('data', (chunk) => {
        text += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body: text }));
    });
    outgoing.on('error', (error) => resolve({ status: 0, body: error.message }));
    outgoing.end(body);
  });
}

describe.each(haproxyVersions)('waggle proxy with HAProxy %s', (version) => {
  let dns: FakeDns;
  let app: ReturnType<typeof createServer>;
  let appPort: number;
  let api: number;
  let entry: number;
  let program: RunningProgram | undefined;

  beforeEach(async () => {
    dns = await fakeDns();
    app = createServer((incoming, response) => {
      const reply = () => response.end(JSON.stringify({ path: incoming.url, headers: incoming.headers }));
      if (incoming.url?.includes('slow')) setTimeout(reply, 1_000);
      else reply();
    });
    appPort = await listen(app, 0, '127.0.0.1');
    [api, entry] = [await freePort(), await freePort()];
    dns.set('demo', ['127.0.0.1']);
  });
  afterEach(async () => {
    program?.child.kill('SIGKILL');
    await program?.ended;
    for (const pid of await processesOf(join(folder, 'run', 'config', 'haproxy.cfg')))
      process.kill(pid, 'SIGKILL');
    dns.close();
    app.closeAllConnections();
    app.close();
  });

  const start = (more: Record<string, string> = {}) => {
    program = startProgram(['proxy'], {
      HAPROXY_BIN: haproxyBin(version),
      RUN_DIR: join(folder, 'run'),
      STATE_DIR: join(folder, 'state'),
      PORT: String(api),
      IP: '127.0.0.1',
      DEFAULT_PORTS: String(entry),
      RESOLVERS: `nameserver dns 127.0.0.1:${dns.port}`,
      ...more,
    });
    return program;
  };
  const push = async (...services: Parameters[]) => {
    const snapshot = snapshotOf(services);
    const headers = { 'x-waggle-revision': snapshot.revision, 'content-type': 'application/json' };
    const answer = await call(api, '/v1/waggle/snapshot', {
      method: 'PUT',
      body: JSON.stringify(snapshot.services),
      headers,
    });
    return { ...answer, json: JSON.parse(answer.body) };
  };
  const alive = () =>
    vi.waitFor(async () => expect((await call(api, '/healthz')).status).toBe(200), { timeout: 20_000 });
  const served = (path: string) =>
    vi.waitFor(
      async () => {
        const answer = await call(entry, path);
        expect(answer.status).toBe(200);
        return JSON.parse(answer.body);
      },
      { timeout: 20_000, interval: 50 },
    );
  const status = async () => JSON.parse((await call(api, '/v1/waggle/status')).body);
  const reloads = async () => {
    const { body } = await call(api, '/metrics');
    return Number(/^waggle_passes_total\{outcome="reload"\} (\d+)$/m.exec(body)?.[1]);
  };
  /** What it takes to add a service that needs nothing of its own. */
  const plain = version === '3.4' ? 'dynamic' : 'reload';
  const demo = () => ({ serviceName: 'demo', port: String(appPort), servicePath: '/demo' });

  it('serves our own page until it is told of services, then routes, rewrites and drains', async () => {
    const { ended, child, stdout } = start();
    await alive();
    expect(await call(entry, '/demo')).toMatchObject({
      status: 503,
      body: expect.stringContaining('Nothing serves this address right now'),
    });
    expect((await call(api, '/readyz')).status).toBe(503);

    const rewritten = { ...demo(), reqPathSearchReplace: "/demo/,/:[0-9]+(x|'y),-\\1-" };
    const pushed = await push(rewritten);
    expect(pushed).toMatchObject({ status: 200, json: { kind: 'reload', problems: [] } });
    const seen = await served('/demo/a12x?q=1');
    expect(seen.path).toBe('/a-x-?q=1');
    expect(seen.headers['x-forwarded-for']).toBe('127.0.0.1');
    expect((await call(api, '/readyz')).status).toBe(200);

    expect((await push({ ...rewritten, servicePath: '/demo,/more' })).json).toMatchObject({
      kind: 'dynamic',
    });
    expect((await call(entry, '/more')).status).toBe(200);
    expect((await push({ ...rewritten, servicePath: '/demo,/more' })).json).toMatchObject({ kind: 'noop' });
    expect((await push()).json).toMatchObject({ kind: 'dynamic' });
    expect((await call(entry, '/demo')).status).toBe(503);

    await push(demo());
    const slow = await served('/demo').then(() => call(entry, '/demo/slow'));
    expect(slow.status).toBe(200);
    const inFlight = call(entry, '/demo/slow');
    await vi.waitFor(() => expect(app.listening).toBe(true));
    await new Promise((resolve) => app.once('request', resolve));
    process.kill(-(child.pid ?? 0), 'SIGTERM');
    expect((await inFlight).status).toBe(200);
    expect(await ended).toBe(0);
    expect(stdout()).not.toContain('"level":"error"');
    expect(stdout()).toContain('waggle stopped');
    expect(await processesOf(join(folder, 'run', 'config', 'haproxy.cfg'))).toEqual([]);
  });

  it('leaves out the service that HAProxy refuses and serves the others', async () => {
    start();
    await alive();
    const bad = { serviceName: 'bad', port: '1', servicePath: '/bad', backendExtra: 'nonsense' };
    const pushed = await push(bad, demo());
    expect(pushed).toMatchObject({ status: 200, json: { kind: plain } });
    expect(pushed.json.problems).toMatchObject([
      { service: 'bad', rule: expect.stringContaining('is refused by HAProxy') },
    ]);
    await served('/demo');
    expect((await status()).proxy.problems).toHaveLength(1);
    expect((await push(bad, demo())).json).toMatchObject({ kind: 'noop' });
  });

  it('starts from what it had when nobody answers', async () => {
    const first = start();
    await alive();
    await push(demo());
    await served('/demo');
    first.child.kill('SIGTERM');
    await first.ended;
    start({ LISTENER_ADDRESS: `127.0.0.1:${await freePort()}` });
    await served('/demo');
    await vi.waitFor(async () =>
      expect((await status()).proxy.revision.applied).toBe(snapshotOf([demo()]).revision),
    );
  });

  it('leaves no second HAProxy behind when it was killed and is started again', async () => {
    const first = start();
    await alive();
    await push(demo());
    first.child.kill('SIGKILL');
    await first.ended;
    start();
    await alive();
    await served('/demo');
    const { proxy } = await status();
    const processes = await processesOf(join(folder, 'run', 'config', 'haproxy.cfg'));
    expect(processes).toContain(proxy.haproxy.pid);
    expect(processes).toHaveLength(2);
  });

  it('answers a hundred changes in two seconds with few reloads, and loses no request', async () => {
    app.keepAliveTimeout = 60_000;
    start({ RELOAD_MIN_INTERVAL: '500' });
    await alive();
    const changed = (round: number) => {
      const backendExtra = `timeout server ${round}s`;
      return { serviceName: 'other', port: '1', servicePath: '/other', backendExtra };
    };
    await push(demo(), changed(1_000));
    await served('/demo');
    const before = await reloads();
    const loops = [requestLoop(entry, '/demo', keepAlive()), requestLoop(entry, '/demo')];
    const began = performance.now();
    const answers: ReturnType<typeof push>[] = [];
    for (let round = 1; round <= 100; round += 1) {
      answers.push(push(demo(), changed(round)));
      await sleep(20);
    }
    for (const { status } of await Promise.all(answers)) expect(status).toBe(200);
    const took = performance.now() - began;
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.length).toBeGreaterThan(100);
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect((await call(api, '/v1/docker-flow-proxy/config')).body).toContain('timeout server 100s');
    // One at once, and one for every interval since.
    expect((await reloads()) - before).toBeLessThanOrEqual(1 + Math.ceil(took / 500));
  });

  it('shows what it does: metrics, configuration, ping', async () => {
    start();
    await alive();
    await push(demo());
    const metrics = await call(api, '/metrics');
    // The start is a reload.
    const passes = version === '3.4' ? 1 : 2;
    expect(metrics.body).toMatch(new RegExp(`^waggle_passes_total\\{outcome="reload"\\} ${passes}$`, 'm'));
    expect(metrics.body).toMatch(/^waggle_services 1$/m);
    const config = await call(api, '/v1/docker-flow-proxy/config');
    expect(config.body).toContain(`server demo demo:${appPort}`);
    expect((await call(api, '/v1/docker-flow-proxy/ping')).status).toBe(200);
    expect((await call(api, '/v1/docker-flow-proxy/successfulinitreload')).status).toBe(200);
  });
});
