import { join } from 'node:path';
import { kill } from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import { createRender } from '../../src/core/render/render.js';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { ask } from '../../src/haproxy/command-socket.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { namesOf, placesOf, startFresh } from '../support/fresh-haproxy.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get, keepAlive, requestLoop, type Upstream, upstream } from '../support/haproxy-http.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { plainServices } from '../support/plain-services.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;
const waiting = { timeout: 20_000, interval: 10 };
const untilTakenAway = 50;

describe.each(haproxyVersions)('plain services with HAProxy %s', (version) => {
  const isDynamic = version === '3.4';
  let bench: Bench;
  let port: number;
  let dns: FakeDns;
  let lookUp: (hostname: string) => Promise<readonly string[]>;
  let upstreams: readonly Upstream[];
  let upstreamPort: number;

  beforeEach(async () => {
    dns = await fakeDns();
    lookUp = dns.resolve;
    bench = await openBench(version, { resolve: (hostname) => lookUp(hostname) });
    port = await freePort();
    upstreamPort = await freePort();
    upstreams = await Promise.all(hosts.map((host) => upstream(host, upstreamPort, 300)));
    dns.set('tasks.stable', ['127.0.0.2']);
    await bench.apply(withServices('stable'));
    await serves('stable', ['127.0.0.2']);
  });
  afterEach(async () => {
    await bench.close();
    dns.close();
    await Promise.all(upstreams.map((server) => server.close()));
  });

  const withServices = (...names: string[]) => withOptions('', ...names);
  const withOptions = (serverOptions: string, ...names: string[]): RenderedConfig =>
    plainServices({
      port,
      resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
      services: names.map((name) => ({ name, port: upstreamPort, serverOptions })),
    });
  const status = async (name: string) => (await get(port, `/${name}`)).status;
  const answering = async (name: string) => {
    const bodies: string[] = [];
    for (let left = 9; left > 0; left -= 1) bodies.push((await get(port, `/${name}`)).body);
    return [...new Set(bodies)].sort();
  };
  const serves = (name: string, from: readonly string[]) =>
    vi.waitFor(async () => expect(await answering(name)).toEqual(from), waiting);
  const backends = async () =>
    (await bench.ask('show backend')).split('\n').filter((line) => /^[a-z]/.test(line));
  const appliedNames = () => bench.haproxy.applied()?.sections.map(({ name }) => name) ?? [];

  it('costs a reload to add where HAProxy needs one, and none where it does not', async () => {
    dns.set('tasks.shop', ['127.0.0.3', '127.0.0.4']);
    const how = await bench.apply(withServices('stable', 'shop'));
    expect(how.kind).toBe(isDynamic ? 'dynamic' : 'reload');
    if (isDynamic) expect(await answering('shop')).toEqual(['127.0.0.3', '127.0.0.4']);
    await serves('shop', ['127.0.0.3', '127.0.0.4']);
  });

  it('that was removed is there again for a change of maps, in every version', async () => {
    dns.set('tasks.shop', ['127.0.0.3']);
    await bench.apply(withServices('stable', 'shop'));
    await serves('shop', ['127.0.0.3']);
    expect(await bench.apply(withServices('stable'))).toMatchObject({ kind: 'dynamic' });
    expect(await status('shop')).toBe(503);
    dns.set('tasks.shop', ['127.0.0.4']);
    const again = await bench.apply(withServices('stable', 'shop'));
    expect(again).toMatchObject({ kind: 'dynamic', changes: [{ kind: 'put', key: '/shop' }] });
    await serves('shop', ['127.0.0.4']);
    expect(bench.haproxy.applied()?.revision).toBe(withServices('stable', 'shop').revision);
  });

  it('is served as before when somebody else replaces the worker, and changes go on', async () => {
    dns.set('tasks.shop', ['127.0.0.3']);
    dns.set('tasks.late', ['127.0.0.4']);
    const wanted = withServices('stable', 'shop');
    await bench.apply(wanted);
    await bench.apply(withServices('stable'));
    await bench.apply(wanted);
    const lost: string[] = [];
    bench.haproxy.lost$.subscribe((how) => lost.push(how));
    await ask(join(bench.runDir, 'master.sock'), 'reload\n', 10_000).catch(() => '');
    await vi.waitFor(() => expect(lost).toEqual(['somebody else replaced its worker']), waiting);
    expect(bench.haproxy.applied()).toBe(wanted);
    await serves('shop', ['127.0.0.3']);
    await bench.apply(withServices('stable', 'shop', 'late'));
    await serves('late', ['127.0.0.4']);
    dns.set('tasks.late', ['127.0.0.3']);
    await serves('late', ['127.0.0.3']);
  });

  it('is in the files as it is in the worker, after whatever sequence of changes', async () => {
    await bench.close();
    bench = await openBench(version, { resolve: dns.resolve, leftoverTime: untilTakenAway });
    for (const name of ['a', 'b', 'c', 'd']) dns.set(`tasks.${name}`, ['127.0.0.2', '127.0.0.3']);
    const steps = [
      ['stable'],
      ['stable', 'a', 'b'],
      ['stable', 'b'],
      ['stable', 'b', 'c', 'd'],
      ['b', 'd', 'stable'],
      ['a', 'b', 'd', 'stable'],
    ];
    for (const names of steps) await bench.apply(withServices(...names));
    dns.set('tasks.b', ['127.0.0.4']);
    dns.set('tasks.d', ['127.0.0.2', '127.0.0.3', '127.0.0.4']);
    const fresh = await startFresh(version, join(bench.runDir, 'config'));
    try {
      const wanted = ['a', 'b', 'd', 'stable'];
      const has = async (tell: (command: string) => Promise<string>) => ({
        map: entriesOf(await tell('show map maps/routes.map')),
        backends: namesOf(await tell('show backend')).filter((name) => isDynamic || wanted.includes(name)),
        servers: placesOf(await tell('show servers state'), isDynamic ? undefined : wanted),
      });
      const expected = {
        map: wanted.map((name) => `/${name} ${name}`),
        backends: wanted,
        servers: {
          a: ['127.0.0.2', '127.0.0.3'],
          b: ['127.0.0.4'],
          d: ['127.0.0.2', '127.0.0.3', '127.0.0.4'],
          stable: ['127.0.0.2'],
        },
      };
      await vi.waitFor(async () => {
        expect(await has(fresh.ask)).toEqual(expected);
        expect(await has(bench.ask)).toEqual(expected);
      }, waiting);
    } finally {
      await fresh.close();
    }
  });

  // What only this version can do: of the others there is nothing to test.
  if (!isDynamic) return;

  it('keeps its addresses over a reload, whether or not HAProxy can ask for them', async () => {
    dns.set('tasks.shop', ['127.0.0.3', '127.0.0.4']);
    await bench.apply(withServices('stable', 'shop'));
    await serves('shop', ['127.0.0.3', '127.0.0.4']);
    dns.mute(true);
    lookUp = () => Promise.reject(new Error('SERVFAIL'));
    const loops = [requestLoop(port, '/shop'), requestLoop(port, '/shop', keepAlive())];
    for (const options of ['maxconn 50', 'maxconn 60'])
      expect(await bench.apply(withOptions(options, 'stable', 'shop'))).toMatchObject({ kind: 'reload' });
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.filter((reply) => reply.status !== 200)).toEqual([]);
  });

  it('is served from the files, and followed by HAProxy, when the worker is killed', async () => {
    dns.set('tasks.shop', ['127.0.0.3']);
    const wanted = withServices('stable', 'shop');
    await bench.apply(wanted);
    kill(Number(/^Pid: (\d+)$/m.exec(await bench.ask('show info'))?.[1]), 'SIGKILL');
    await vi.waitFor(() => expect(bench.haproxy.status().restarts).toBe(1), waiting);
    await vi.waitFor(() => expect(bench.haproxy.applied()).toBe(wanted), waiting);
    await serves('shop', ['127.0.0.3']);
    expect(await bench.ask('show servers state shop')).toContain(' tasks.shop ');
    dns.set('tasks.shop', ['127.0.0.4']);
    await serves('shop', ['127.0.0.4']);
  });

  it('is changed in the worker that serves, whoever made it a moment ago', async () => {
    dns.set('tasks.shop', ['127.0.0.3']);
    await ask(join(bench.runDir, 'master.sock'), 'reload\n', 10_000).catch(() => '');
    await bench.apply(withServices('stable', 'shop'));
    await serves('shop', ['127.0.0.3']);
    expect(bench.haproxy.applied()?.revision).toBe(withServices('stable', 'shop').revision);
  });

  it('of labels come, change, go and come back without a reload', async () => {
    await bench.close();
    bench = await openBench(version, { resolve: dns.resolve });
    const settings = someRenderSettings({
      binds: [{ port, options: '', ssl: false }],
      resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
    });
    const render = createRender(settings, await projectLayOut());
    const labelled = (...paths: string[]) => {
      const services = paths.map((servicePath) => {
        const serviceName = servicePath.slice(1, 5);
        return { serviceName, servicePath, port: String(upstreamPort), discoveryType: 'DNS' };
      });
      return render(createReadServices(someParseSettings())(services).specs).config;
    };
    dns.set('tasks.shop', ['127.0.0.3']);
    await bench.apply(labelled('/base'));
    for (const paths of [['/base', '/shop'], ['/base', '/shopping'], ['/base'], ['/base', '/shop']])
      expect(await bench.apply(labelled(...paths))).toMatchObject({ kind: 'dynamic' });
    expect(await get(port, '/shop')).toEqual({ status: 200, body: '127.0.0.3' });
  });

  it('has what its profile says', async () => {
    dns.set('tasks.shop', ['127.0.0.3']);
    await bench.apply(withServices('stable', 'shop'));
    const response = await fetch(`http://127.0.0.1:${port}/shop`);
    expect(response.headers.get('x-profile')).toBe('plain');
  });

  it.each(['answers', 'is silent'])(
    'is added before its name is known while DNS %s, and served once it is',
    async (mood) => {
      if (mood === 'is silent') lookUp = () => new Promise(() => {});
      const how = await bench.apply(withServices('stable', 'shop'));
      expect(how).toMatchObject({ kind: 'dynamic' });
      expect([await status('shop'), await status('stable')]).toEqual([503, 200]);
      if (mood === 'is silent') return;
      dns.set('tasks.shop', ['127.0.0.4']);
      await serves('shop', ['127.0.0.4']);
    },
  );

  it('follows its tasks, checked ones too, and no request fails meanwhile', async () => {
    const words = 'check inter 200ms';
    dns.set('tasks.shop', ['127.0.0.2']);
    await bench.apply(withOptions(words, 'stable'));
    expect(await bench.apply(withOptions(words, 'stable', 'shop'))).toMatchObject({ kind: 'dynamic' });
    const loops = [requestLoop(port, '/shop'), requestLoop(port, '/shop', keepAlive())];
    for (const addresses of [['127.0.0.2', '127.0.0.3', '127.0.0.4'], ['127.0.0.4'], ['127.0.0.3']]) {
      dns.set('tasks.shop', addresses);
      await serves('shop', addresses);
    }
    dns.set('tasks.shop', ['127.0.0.2']);
    let lookedUp = 0;
    lookUp = () => {
      lookedUp += 1;
      return Promise.reject(new Error('SERVFAIL'));
    };
    await vi.waitFor(() => expect(lookedUp).toBeGreaterThan(1), waiting);
    expect(await answering('shop')).toEqual(['127.0.0.3']);
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.filter((reply) => reply.status !== 200)).toEqual([]);
    lookUp = dns.resolve;
    dns.set('tasks.shop', []);
    await vi.waitFor(async () => expect(await status('shop')).toBe(503), waiting);
  });

  it('moves its only server when there is room for no other', async () => {
    const one = () =>
      plainServices({
        port,
        resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
        services: ['stable', 'shop'].map((name) => ({
          name,
          port: upstreamPort,
          slots: name === 'shop' ? 1 : 4,
        })),
      });
    dns.set('tasks.shop', ['127.0.0.2']);
    expect(await bench.apply(one())).toMatchObject({ kind: 'dynamic' });
    const loop = requestLoop(port, '/shop');
    dns.set('tasks.shop', ['127.0.0.3']);
    await serves('shop', ['127.0.0.3']);
    dns.set('tasks.shop', ['127.0.0.3', '127.0.0.4']);
    await vi.waitFor(
      () => expect(bench.lines.map(({ message }) => message)).toContain('more addresses than servers'),
      waiting,
    );
    expect(await answering('shop')).toEqual(['127.0.0.3']);
    expect((await loop.stop()).filter((reply) => reply.status !== 200)).toEqual([]);
  });

  it('is there after a reload when the worker takes no such backend', async () => {
    dns.set('tasks.shop', ['127.0.0.3']);
    await bench.ask('add backend shop from waggle-plain mode http');
    const how = await bench.apply(withServices('stable', 'shop'));
    expect(how).toMatchObject({ kind: 'reload', reasons: [{ kind: 'runtime_failed' }] });
    await serves('shop', ['127.0.0.3']);
    expect(await backends()).toEqual(['stable', 'shop']);
  });

  it('that nobody wants is taken away after its last request', async () => {
    await bench.close();
    bench = await openBench(version, { resolve: dns.resolve, leftoverTime: untilTakenAway });
    dns.set('tasks.slow', ['127.0.0.3']);
    await bench.apply(withServices('stable'));
    await bench.apply(withServices('stable', 'slow'));
    const inFlight = get(port, '/slow');
    await vi.waitFor(
      async () => expect(await bench.ask('show stat')).toMatch(/^slow,slow-1,0,0,1,/m),
      waiting,
    );
    await bench.apply(withServices('stable'));
    expect(appliedNames()).toContain('backend slow');
    await vi.waitFor(() => expect(appliedNames()).not.toContain('backend slow'), waiting);
    expect(await inFlight).toEqual({ status: 200, body: '127.0.0.3' });
    await vi.waitFor(async () => expect(await backends()).toEqual(['stable']), waiting);
    expect(await bench.apply(withServices('stable', 'slow'))).toMatchObject({ kind: 'dynamic' });
    expect(await status('slow')).toBe(200);
  });

  it('come and go under load, with no reload and no failed request', async () => {
    await bench.close();
    bench = await openBench(version, { resolve: dns.resolve, leftoverTime: untilTakenAway });
    await bench.apply(withServices('stable'));
    await serves('stable', ['127.0.0.2']);
    const loops = [requestLoop(port, '/stable'), requestLoop(port, '/stable', keepAlive())];
    const kinds: string[] = [];
    const statuses: number[] = [];
    for (let round = 1; round <= 30; round += 1) {
      const name = `s${round}`;
      dns.set(`tasks.${name}`, [hosts[round % 3] ?? '']);
      kinds.push((await bench.apply(withServices('stable', name))).kind);
      statuses.push(await status(name));
    }
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.filter((reply) => reply.status !== 200)).toEqual([]);
    expect(statuses.filter((code) => code !== 200)).toEqual([]);
    expect(kinds.filter((kind) => kind !== 'dynamic')).toEqual([]);
  });
});

function entriesOf(answer: string): readonly string[] {
  return namesOf(answer)
    .map((line) => line.replace(/^0x\S+ /, ''))
    .sort();
}
