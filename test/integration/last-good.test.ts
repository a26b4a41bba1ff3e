import { readdirSync, readFileSync, rmSync, truncateSync } from 'node:fs';
import { kill } from 'node:process';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { selfSigned } from '../support/certificates.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { eventually, openProxyBench, type ProxyBench } from '../support/proxy-bench.js';
import type { RunningProgram } from '../support/run-program.js';
import { type SmallDisk, smallDisk } from '../support/small-disk.js';

// Whatever happens at start, what was served before is served again, or else the error page, and the reason is said.

let bench: ProxyBench;
beforeEach(async () => {
  bench = await openProxyBench();
  bench.dns.set('demo', ['127.0.0.1']);
});
afterEach(() => bench.close());

const demo = (more: Parameters = {}): Parameters => ({
  serviceName: 'demo',
  port: String(bench.appPort),
  servicePath: '/demo',
  ...more,
});
const answers = (path: string, status: number) =>
  eventually(async () => {
    const answer = await bench.get(path);
    expect(answer.status).toBe(status);
    return answer.body;
  });
const errorPage = 'Nothing serves this address right now';
const alive = () => eventually(async () => expect((await bench.api('/healthz')).status).toBe(200));
const ready = () => bench.api('/readyz');
const problemsOf = async (service: string): Promise<readonly string[]> =>
  (await bench.status()).problems
    .filter((problem: { service: string }) => problem.service === service)
    .map(({ rule }: { rule: string }) => rule);
const end = async ({ child, ended }: RunningProgram, signal: NodeJS.Signals = 'SIGTERM') => {
  child.kill(signal);
  await ended;
};
const put = async (...services: Parameters[]) => {
  const { revision, services: body } = snapshotOf(services);
  const answer = await fetch(`http://${bench.address}/v1/waggle/snapshot`, {
    method: 'PUT',
    headers: { 'x-waggle-revision': revision, 'content-type': 'application/json' },
    body: JSON.stringify(body),
  });
  return { status: answer.status, revision, body: await answer.text() };
};

describe.each(haproxyVersions)('settings that HAProxy %s refuses at start', (version) => {
  it('leave what was served before, keys included that are nowhere kept, and say why', async () => {
    const { cert, key } = selfSigned(['a.example']);
    bench.put(cert + key, 'certs', 'a.pem');
    const before = bench.start(version, { EXTRA_FRONTEND: 'http-response set-header x-mine yes' });
    await alive();
    await bench.push(demo());
    await answers('/demo', 200);
    await end(before);
    for (const name of readdirSync(bench.at('state')))
      expect(readFileSync(bench.at('state', name), 'utf8')).not.toContain('PRIVATE KEY');

    const broken = bench.start(version, { EXTRA_GLOBAL: 'nonsense 1' });
    await alive();
    await answers('/demo', 200);
    const answer = await bench.getByTls('/demo');
    expect(answer).toMatchObject({ status: 200, headers: { 'x-mine': 'yes' } });
    expect(await ready()).toMatchObject({
      status: 503,
      body: expect.stringMatching(/what was served last is served: .*nonsense/),
    });
    expect(await problemsOf('(settings)')).toEqual([expect.stringContaining('nonsense')]);
    expect(await problemsOf('(configuration)')).toEqual([expect.stringContaining('what was served last')]);
    // It goes on trying, and what is served stays.
    await eventually(async () => expect((await bench.status()).passes.length).toBeGreaterThan(1));
    expect((await put(demo({ servicePath: '/other' }))).status).toBe(500);
    await answers('/demo', 200);
    await end(broken);

    bench.start(version);
    await answers('/demo', 200);
    await eventually(async () => expect((await ready()).status).toBe(200));
    expect((await bench.status()).problems).toEqual([]);
  });
});

describe.each(haproxyVersions)('a service that HAProxy %s refuses', (version) => {
  it('is served in its last good version after a restart without a controller, too', async () => {
    const before = bench.start(version);
    await alive();
    await bench.push(demo());
    await answers('/demo', 200);
    const other = { ...demo(), serviceName: 'other', outboundHostname: '127.0.0.1', servicePath: '/other' };
    await bench.push(demo({ servicePath: '/demo', backendExtra: 'nonsense 1' }), other);
    await answers('/other', 200);
    await answers('/demo', 200);
    await end(before, 'SIGKILL');

    bench.start(version, { LISTENER_ADDRESS: '127.0.0.1:1' });
    await alive();
    await answers('/demo', 200);
    await answers('/other', 200);
    expect(await problemsOf('demo')).toEqual([expect.stringContaining('nonsense')]);
    expect((await bench.status()).quarantined).toMatchObject([{ service: 'demo', serves: 'last_good' }]);
    await bench.push(demo({ servicePath: '/new' }), other);
    await answers('/new', 200);
    expect(await problemsOf('demo')).toEqual([]);
  });
});

const latest = '3.4';

describe('a proxy that has nothing good', () => {
  it('serves the error page while its template is refused, and all when that is corrected', async () => {
    bench.put('global\n    nonsense 1\n', 'tmpl', 'base.cfg');
    bench.start(latest, { CFG_TEMPLATE_PATH: 'base.cfg' });
    await alive();
    expect(await answers('/demo', 503)).toContain(errorPage);
    expect(await ready()).toMatchObject({
      status: 503,
      body: expect.stringMatching(/the error page.* is served: .*nonsense/),
    });
    expect((await put(demo())).status).toBe(500);
    expect(await answers('/demo', 503)).toContain(errorPage);
    rmSync(bench.at('tmpl', 'base.cfg'));
    await answers('/demo', 200);
    await eventually(async () => expect((await ready()).status).toBe(200));
    expect(await problemsOf('(configuration)')).toEqual([]);
  });
});

describe('a template that is refused at start', () => {
  it.each([
    ['for itself', 'global\n    nonsense 1\n', 'nonsense'],
    ['for what all services need of it', 'global\ndefaults\n    mode http\n', 'resolvers'],
  ])('%s leaves what was served before', async (_why, template, words) => {
    const before = bench.start(latest);
    await alive();
    await bench.push(demo(), demo({ serviceName: 'other', servicePath: '/other' }));
    await end(before);
    bench.put(template, 'tmpl', 'base.cfg');
    bench.start(latest, { CFG_TEMPLATE_PATH: 'base.cfg' });
    await answers('/demo', 200);
    await alive();
    expect(await problemsOf('(settings)')).toEqual([expect.stringContaining(words)]);
  });
});

describe('a damaged state', () => {
  it('gives way to the one before it, without a controller, and is a problem until there is another', async () => {
    const before = bench.start(latest);
    await alive();
    await bench.push(demo());
    await bench.push(demo({ servicePath: '/demo,/later' }));
    await end(before, 'SIGKILL');
    truncateSync(bench.at('state', 'snapshot.json'), 40);
    const { stdout } = bench.start(latest, { LISTENER_ADDRESS: '127.0.0.1:1' });
    await answers('/demo', 200);
    await alive();
    expect((await bench.get('/later')).status).toBe(503);
    expect(await problemsOf('(state)')).toEqual([expect.stringContaining('snapshot.json')]);
    expect(stdout().match(/has a state that cannot be used/g)).toHaveLength(1);
    await bench.push(demo({ servicePath: '/later' }));
    expect(await problemsOf('(state)')).toEqual([]);
  });

  it('leaves the error page where nothing can be read', async () => {
    for (const name of ['snapshot.json', 'snapshot.previous.json', 'last-good.json'])
      bench.put('{"revision', 'state', name);
    bench.start(latest, { EXTRA_GLOBAL: 'nonsense 1' });
    await alive();
    expect(await answers('/demo', 503)).toContain(errorPage);
    expect(await problemsOf('(state)')).toHaveLength(2);
    expect((await ready()).body).toContain('nonsense');
  });
});

it('a proxy that is killed while it saves begins with what it had acknowledged, or with what it was given then', async () => {
  const services = (round: number, n: number) => [
    demo({ servicePath: `/demo,/r${round}-${n}` }),
    ...Array.from({ length: 100 }, (_, i) => ({ serviceName: `s${i}`, port: '1', servicePath: `/s${i}` })),
  ];
  let known: readonly string[] = [];
  for (const round of [1, 2, 3]) {
    const program = bench.start(latest);
    await alive();
    if (known.length > 0) expect(known).toContain((await bench.status()).revision.applied);
    let acknowledged = '';
    let sent = '';
    const sending = (async () => {
      for (let n = 0; ; n += 1) {
        sent = snapshotOf(services(round, n)).revision;
        const { status, revision } = await put(...services(round, n));
        if (status === 200) acknowledged = revision;
      }
    })().catch(() => {});
    await eventually(async () => expect(acknowledged).not.toBe(''));
    // While the next one is written, or just after it: whatever is seen first.
    const before = acknowledged;
    const isSaving = () =>
      readdirSync(bench.at('state')).includes('snapshot.json.tmp') || acknowledged !== before;
    while (!isSaving()) await setImmediate();
    await end(program, 'SIGKILL');
    await sending;
    known = [acknowledged, sent];
  }
});

describe('a full disk', () => {
  let disk: SmallDisk;
  let program: RunningProgram | undefined;
  beforeEach(() => {
    disk = smallDisk('8m');
  });
  afterEach(async () => {
    if (program !== undefined) await end(program);
    disk.remove();
  });

  it('under the state costs nobody a route, is said, and leaves the state that there was', async () => {
    const env = { STATE_DIR: `${disk.path}/state` };
    program = bench.start(latest, env);
    await alive();
    await bench.push(demo());
    disk.fill();
    await bench.push(demo({ servicePath: '/demo,/later' }));
    await answers('/later', 200);
    expect(await problemsOf('(state)')).toContainEqual(expect.stringContaining('ENOSPC'));
    await end(program);

    program = bench.start(latest, env);
    await answers('/demo', 200);
    await alive();
    expect((await bench.get('/later')).status).toBe(503);
    disk.free();
    const last = await bench.push(demo({ servicePath: '/last' }));
    await eventually(async () =>
      expect(await problemsOf('(state)')).not.toContainEqual(expect.stringContaining('snapshot.json')),
    );
    expect(JSON.parse(readFileSync(`${disk.path}/state/snapshot.json`, 'utf8')).revision).toBe(last);
  });

  it('under the configuration ends the program at start, which names the file', async () => {
    disk.fill();
    const { ended, stdout } = bench.start(latest, { RUN_DIR: `${disk.path}/run` });
    expect(await ended).toBe(1);
    const error = expect.stringMatching(/\/run\/.*ENOSPC/);
    expect(JSON.parse(stdout())).toMatchObject({ msg: 'cannot start', error });
  });

  it('under the configuration fails the pass and leaves files that HAProxy can start with', async () => {
    program = bench.start(latest, { RUN_DIR: `${disk.path}/run` });
    await alive();
    await bench.push(demo());
    await answers('/demo', 200);
    disk.fill();
    const padding = Array.from({ length: 200 }, (_, i) => ({
      serviceName: `s${i}`,
      port: '1',
      servicePath: `/s${i}`,
    }));
    const refused = await put(demo({ servicePath: '/demo,/later' }), ...padding);
    expect(refused).toMatchObject({ status: 500, body: expect.stringContaining('ENOSPC') });
    await answers('/demo', 200);
    const { pid } = (await bench.status()).haproxy;
    kill(pid, 'SIGKILL');
    await eventually(async () => {
      const { haproxy } = await bench.status();
      expect(haproxy).toMatchObject({ running: true, restarts: 1 });
      expect(haproxy.pid).not.toBe(pid);
    });
    await answers('/demo', 200);
    expect((await bench.get('/later')).status).toBe(503);
    disk.free();
    await answers('/later', 200);
  });
});
