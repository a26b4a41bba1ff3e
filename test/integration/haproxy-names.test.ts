import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Discovery } from '../../src/core/rendered-config.js';
import { parseServerStates } from '../../src/haproxy/server-state.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { aConfig, type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get, keepAlive, requestLoop, type Upstream, upstream } from '../support/haproxy-http.js';
import { haproxyVersions } from '../support/haproxy-versions.js';

const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;
const taskSlots = ['demo-1', 'demo-2', 'demo-3', 'demo-4'];
const waiting = { timeout: 20_000, interval: 5 };

describe.each(haproxyVersions)('names with HAProxy %s', (version) => {
  let bench: Bench;
  let port: number;
  let dns: FakeDns;
  let servers: readonly Upstream[];
  let upstreamPort: number;

  beforeEach(async () => {
    dns = await fakeDns();
    bench = await openBench(version, { resolve: dns.resolve });
    port = await freePort();
    upstreamPort = await freePort();
    servers = await Promise.all(hosts.map((host) => upstream(host, upstreamPort)));
  });
  afterEach(async () => {
    await bench.close();
    dns.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  const options = 'resolvers docker init-addr last,none';
  const lines = {
    tasks: () => [`server-template demo- 1-4 tasks.demo:${upstreamPort} ${options}`],
    name: () => [`server demo demo:${upstreamPort} ${options}`],
  };
  const discoveries = {
    tasks: (): Discovery => ({
      backend: 'tasks',
      hostname: 'tasks.demo',
      port: upstreamPort,
      servers: taskSlots,
    }),
    name: (): Discovery => ({ backend: 'name', hostname: 'demo', port: upstreamPort, servers: ['demo'] }),
  };
  const wanted = (round = 0) =>
    aConfig({
      port,
      resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
      routes: { '/tasks': 'tasks', '/name': 'name' },
      backends: { tasks: lines.tasks(), name: lines.name(), [`b${round}`]: lines.name() },
      discovery: [discoveries.tasks(), discoveries.name()],
    });
  /** The same names in backends that are called otherwise. */
  const renamed = () =>
    aConfig({
      port,
      resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
      routes: { '/tasks': 'other' },
      backends: { other: lines.tasks() },
      discovery: [{ ...discoveries.tasks(), backend: 'other' }],
    });
  const status = async (path: string) => (await get(port, path)).status;
  /** The addresses that answer, each as often as it did. */
  const answering = async (path: string, times = 12) => {
    const bodies: string[] = [];
    for (let left = times; left > 0; left -= 1) bodies.push((await get(port, path)).body);
    return [...new Set(bodies)].sort();
  };
  const served = (path: string, from: readonly string[]) =>
    vi.waitFor(async () => expect(await answering(path)).toEqual(from), waiting);
  /** Server → address, of those that have one, whoever's they are. */
  const addresses = async () =>
    Object.fromEntries(
      parseServerStates(await bench.ask('show servers state tasks'))
        .filter(({ resolved }) => resolved)
        .map(({ server, line }) => [server, line.split(' ')[4]] as const)
        .sort((a, b) => String(a[1]).localeCompare(String(b[1]))),
    );
  const found = () =>
    bench.lines.filter(({ message }) => message === 'name found').map(({ fields }) => fields.hostname);

  it.each([
    ['tasks', 'tasks.demo'],
    ['name', 'demo'],
  ])(
    '%s are served as soon as their name is known, and followed by HAProxy from then on',
    async (path, hostname) => {
      await bench.apply(wanted());
      expect(await status(`/${path}`)).toBe(503);
      // HAProxy has asked by now, and asks again in a second.
      await new Promise((resolve) => setTimeout(resolve, 300));
      dns.set(hostname, ['127.0.0.2']);
      const since = performance.now();
      await vi.waitFor(async () => expect(await status(`/${path}`)).toBe(200), waiting);
      console.log(`${version} ${path}: first 200 after ${Math.round(performance.now() - since)} ms`);
      expect(found()).toEqual([hostname]);
      // Neither the next answers of DNS to HAProxy nor its own look-ups change what works.
      const loop = requestLoop(port, `/${path}`);
      await new Promise((resolve) => setTimeout(resolve, 2_500));
      const replies = await loop.stop();
      expect(replies.filter(({ body }) => body !== '127.0.0.2')).toEqual([]);
      dns.set(hostname, ['127.0.0.3']);
      await served(`/${path}`, ['127.0.0.3']);
    },
  );

  it('fills a slot for every task, and HAProxy neither doubles nor forgets them', async () => {
    await bench.apply(wanted());
    dns.set('tasks.demo', ['127.0.0.2', '127.0.0.3']);
    await served('/tasks', ['127.0.0.2', '127.0.0.3']);
    await vi.waitFor(
      async () => expect(Object.values(await addresses())).toEqual(['127.0.0.2', '127.0.0.3']),
      waiting,
    );
    dns.set('tasks.demo', ['127.0.0.2', '127.0.0.3', '127.0.0.4']);
    await served('/tasks', ['127.0.0.2', '127.0.0.3', '127.0.0.4']);
    dns.set('tasks.demo', ['127.0.0.4']);
    await served('/tasks', ['127.0.0.4']);
  });

  it('a name that goes and comes back is served again as soon as it is known', async () => {
    dns.set('tasks.demo', ['127.0.0.2']);
    await bench.apply(wanted());
    await served('/tasks', ['127.0.0.2']);
    dns.set('tasks.demo', []);
    await vi.waitFor(async () => expect(await status('/tasks')).toBe(503), waiting);
    await new Promise((resolve) => setTimeout(resolve, 300));
    dns.set('tasks.demo', ['127.0.0.3']);
    const since = performance.now();
    await vi.waitFor(async () => expect(await status('/tasks')).toBe(200), waiting);
    console.log(`${version} back: first 200 after ${Math.round(performance.now() - since)} ms`);
    await served('/tasks', ['127.0.0.3']);
  });

  it('a backend that is called otherwise is served without a gap', async () => {
    dns.set('tasks.demo', ['127.0.0.2', '127.0.0.3']);
    await bench.apply(wanted());
    await served('/tasks', ['127.0.0.2', '127.0.0.3']);
    dns.mute(true);
    const loop = requestLoop(port, '/tasks');
    await bench.apply(renamed());
    await served('/tasks', ['127.0.0.2', '127.0.0.3']);
    expect((await loop.stop()).filter(({ status }) => status !== 200)).toEqual([]);
  });

  it('what Waggle has found and HAProxy has not is served no longer than its name is there', async () => {
    let found: readonly string[] = ['127.0.0.2'];
    const other = await openBench(version, { resolve: async () => found });
    try {
      await other.apply(wanted());
      await served('/tasks', ['127.0.0.2']);
      found = [];
      await vi.waitFor(async () => expect(await status('/tasks')).toBe(503), waiting);
      found = ['127.0.0.3'];
      await served('/tasks', ['127.0.0.3']);
    } finally {
      await other.close();
    }
  });

  it('what Waggle has found and HAProxy has not outlives a reload', async () => {
    dns.mute(true);
    const other = await openBench(version, { resolve: async () => ['127.0.0.2', '127.0.0.3'] });
    try {
      await other.apply(wanted());
      await served('/tasks', ['127.0.0.2', '127.0.0.3']);
      const loop = requestLoop(port, '/tasks');
      for (let round = 1; round <= 3; round += 1) await other.apply(wanted(round));
      expect((await loop.stop()).filter(({ status }) => status !== 200)).toEqual([]);
      await served('/tasks', ['127.0.0.2', '127.0.0.3']);
    } finally {
      await other.close();
    }
  });

  it('addresses do not outlive their name by one reload after the other', async () => {
    dns.set('tasks.demo', ['127.0.0.2']);
    await bench.apply(wanted());
    await served('/tasks', ['127.0.0.2']);
    dns.set('tasks.demo', []);
    let rounds = 0;
    await vi.waitFor(async () => {
      rounds += 1;
      await bench.apply(wanted(rounds));
      expect(await status('/tasks')).toBe(503);
    }, waiting);
    dns.set('tasks.demo', ['127.0.0.3']);
    await served('/tasks', ['127.0.0.3']);
  });

  it.each(['answers', 'is silent'])('addresses outlive reloads while DNS %s', async (mood) => {
    dns.set('tasks.demo', ['127.0.0.2', '127.0.0.3']);
    dns.set('demo', ['127.0.0.4']);
    await bench.apply(wanted());
    await served('/tasks', ['127.0.0.2', '127.0.0.3']);
    await served('/name', ['127.0.0.4']);
    dns.mute(mood === 'is silent');
    const loops = ['/tasks', '/name'].flatMap((path) => [
      requestLoop(port, path),
      requestLoop(port, path, keepAlive()),
    ]);
    for (let round = 1; round <= 10; round += 1) {
      expect(await bench.apply(wanted(round))).toMatchObject({ kind: 'reload' });
    }
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.length).toBeGreaterThan(100);
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
  });
});
