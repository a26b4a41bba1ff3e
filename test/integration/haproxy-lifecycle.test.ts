import { spawn } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { rm, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { kill } from 'node:process';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createConfigFolder } from '../../src/haproxy/config-folder.js';
import { openHaproxy } from '../../src/haproxy/haproxy.js';
import { processesOf } from '../../src/haproxy/leftovers.js';
import { aConfig, type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get, keepAlive, requestLoop, type Upstream, upstream } from '../support/haproxy-http.js';
import { haproxyBin, haproxyVersions } from '../support/haproxy-versions.js';

describe.each(haproxyVersions)('HAProxy %s', (version) => {
  let bench: Bench;
  let port: number;
  let server: Upstream;

  beforeEach(async () => {
    bench = await openBench(version);
    port = await freePort();
    server = await upstream('127.0.0.1', 0, 500);
  });
  afterEach(async () => {
    await bench.close();
    await server.close();
  });

  const backend = () => [`server s 127.0.0.1:${server.port}`];
  const configFor = (routes: Readonly<Record<string, string>>, ...names: string[]) =>
    aConfig({ port, routes, backends: Object.fromEntries(names.map((name) => [name, backend()])) });
  const processes = () => processesOf(join(bench.runDir, 'config', 'haproxy.cfg'));
  const worker = async () => {
    const master = bench.haproxy.status().pid;
    return (await processes()).find((pid) => pid !== master) ?? 0;
  };
  const state = (pid: number) => {
    try {
      return / ([A-Z]) /.exec(readFileSync(`/proc/${pid}/stat`, 'utf8'))?.[1];
    } catch {
      return undefined;
    }
  };

  it('starts with the first configuration and serves it', async () => {
    expect(bench.haproxy.applied()).toBeUndefined();
    const config = configFor({ '/a': 'one' }, 'one');
    expect(await bench.apply(config)).toMatchObject({ kind: 'reload', reasons: [{ kind: 'start' }] });
    expect(await get(port, '/a')).toMatchObject({ status: 200 });
    expect(await get(port, '/b')).toMatchObject({ status: 503 });
    expect(bench.haproxy.applied()).toBe(config);
    expect(bench.haproxy.status()).toMatchObject({ running: true, restarts: 0 });
    expect(bench.haproxy.status().version).toMatch(new RegExp(`^${version}\\.`));
  });

  it('keeps its files to itself', async () => {
    await bench.apply(configFor({ '/a': 'one' }, 'one'));
    const mode = async (name: string) => ((await stat(join(bench.runDir, name))).mode & 0o777).toString(8);
    expect(await mode('config')).toBe('700');
    expect(await mode('config/haproxy.cfg')).toBe('600');
    expect(await mode('config/maps/routes.map')).toBe('600');
    expect(await mode('master.sock')).toBe('600');
  });

  it('does nothing for the configuration it has', async () => {
    const config = configFor({ '/a': 'one' }, 'one');
    await bench.apply(config);
    const before = await processes();
    expect(await bench.apply(config)).toEqual({ kind: 'noop' });
    expect(await processes()).toEqual(before);
  });

  it('adds, changes and removes routes without a reload, and has them after a restart', async () => {
    await bench.apply(configFor({ '/a': 'one', '/c': 'one' }, 'one'));
    const before = await processes();
    const wanted = configFor({ '/b': 'one', '/c': 'none' }, 'one');
    expect(await bench.apply(wanted)).toMatchObject({ kind: 'dynamic' });
    const statuses = async () =>
      await Promise.all(['/a', '/b', '/c'].map(async (path) => (await get(port, path)).status));
    expect(await statuses()).toEqual([503, 200, 503]);
    expect(await processes()).toEqual(before);
    kill(bench.haproxy.status().pid ?? 0, 'SIGKILL');
    await vi.waitFor(async () => expect(await statuses()).toEqual([503, 200, 503]), 10_000);
    await vi.waitFor(() => expect(bench.haproxy.applied()).toBe(wanted), 10_000);
  });

  it('reloads for a new backend, and answers with the new configuration from then on', async () => {
    await bench.apply(configFor({ '/a': 'one' }, 'one'));
    for (let round = 2; round < 8; round += 1) {
      const names = Array.from({ length: round }, (_, index) => `b${index}`);
      const wanted = configFor(Object.fromEntries(names.map((name) => [`/${name}`, name])), ...names);
      expect(await bench.apply(wanted)).toMatchObject({ kind: 'reload' });
      expect(await get(port, `/b${round - 1}`)).toMatchObject({ status: 200 });
    }
    await vi.waitFor(async () => expect(await processes()).toHaveLength(2), 10_000);
  });

  it('turns a runtime change that HAProxy refuses into a reload', async () => {
    const before = configFor({ '/a': 'one' }, 'one');
    await bench.apply(before);
    const wanted = configFor({ '/z': 'one' }, 'one');
    const impossible = { kind: 'delete', map: 'maps/routes.map', key: '/unknown' } as const;
    const result = await bench.haproxy.apply({ kind: 'dynamic', changes: [impossible] }, wanted)();
    expect(result).toMatchObject({ right: { kind: 'reload', reasons: [{ kind: 'runtime_failed' }] } });
    expect(await get(port, '/z')).toMatchObject({ status: 200 });
    expect(bench.haproxy.applied()).toBe(wanted);
  });

  it('turns a runtime change that the worker does not answer into a reload', async () => {
    await bench.apply(configFor({ '/a': 'one' }, 'one'));
    const frozen = await worker();
    kill(frozen, 'SIGSTOP');
    try {
      expect(await bench.apply(configFor({ '/b': 'one' }, 'one'))).toMatchObject({
        kind: 'reload',
        reasons: [{ kind: 'runtime_failed', detail: expect.stringContaining('no complete answer') }],
      });
    } finally {
      kill(frozen, 'SIGCONT');
    }
    await vi.waitFor(async () => expect(await processes()).toHaveLength(2), { timeout: 10_000 });
    expect(await get(port, '/b')).toMatchObject({ status: 200 });
    expect(await get(port, '/a')).toMatchObject({ status: 503 });
  });

  it('refuses a configuration that HAProxy refuses, in its words, and serves the old one', async () => {
    const good = configFor({ '/a': 'one' }, 'one');
    await bench.apply(good);
    const bad = aConfig({ port, routes: { '/a': 'one' }, backends: { one: backend(), two: ['nonsense'] } });
    await expect(bench.apply(bad)).rejects.toThrow(/haproxy\.cfg:\d+\].*unknown keyword 'nonsense'/);
    await expect(bench.apply(bad)).rejects.not.toThrow(/Fatal errors|candidate|tmp/);
    expect(bench.haproxy.applied()).toBe(good);
    expect(await get(port, '/a')).toMatchObject({ status: 200 });
    expect(readFileSync(join(bench.runDir, 'config', 'haproxy.cfg'), 'utf8')).not.toContain('nonsense');
  });

  it('says that a reload failed, and goes on with the files it had, without a pause', async () => {
    const good = configFor({ '/a': 'one' }, 'one');
    await bench.apply(good);
    const loops = [requestLoop(port, '/a', keepAlive()), requestLoop(port, '/a')];
    const blocker = await upstream('127.0.0.1');
    const bad = aConfig({
      port,
      routes: { '/a': 'one' },
      backends: { one: backend() },
      frontend: [`bind 127.0.0.1:${blocker.port}`],
    });
    await expect(bench.apply(bad)).rejects.toThrow(
      new RegExp(`could not reload.*127.0.0.1:${blocker.port}`, 's'),
    );
    expect(bench.haproxy.applied()).toBe(good);
    expect(await get(port, '/a')).toMatchObject({ status: 200 });
    await blocker.close();
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
    expect(await bench.apply(configFor({ '/b': 'two' }, 'two'))).toMatchObject({ kind: 'reload' });
    expect(await get(port, '/b')).toMatchObject({ status: 200 });
  });

  it('does not mistake a port for taken that a worker has which somebody else made of the same files', async () => {
    await bench.apply(configFor({ '/a': 'one' }, 'one'));
    const [other, routes] = [await freePort(), { '/a': 'one' }];
    const wanted = aConfig({
      port,
      routes,
      backends: { one: backend() },
      frontend: [`bind 127.0.0.1:${other}`],
    });
    await (await createConfigFolder(join(bench.runDir, 'config'))).write(wanted);
    kill(bench.haproxy.status().pid ?? 0, 'SIGUSR2');
    await vi.waitFor(async () => expect(await get(other, '/a')).toMatchObject({ status: 200 }));
    expect(await bench.apply(wanted)).toMatchObject({ kind: 'reload' });
    expect(await get(other, '/a')).toMatchObject({ status: 200 });
  });

  it('keeps no question open after reloads that took long', async () => {
    const open = () => readdirSync(`/proc/${bench.haproxy.status().pid}/fd`).length;
    await bench.apply(configFor({ '/a': 'one' }, 'one'));
    await vi.waitFor(async () => expect(await processes()).toHaveLength(2));
    const before = open();
    const many = Array.from({ length: 5_000 }, (_, number) => `b${number}`);
    await bench.apply(configFor({ '/a': 'b0' }, ...many));
    await vi.waitFor(() => expect(open()).toBe(before), { timeout: 10_000 });
  });

  it.each(['master', 'worker'])('is back after its %s was killed, and says so', async (victim) => {
    const config = configFor({ '/a': 'one' }, 'one');
    await bench.apply(config);
    const lost: string[] = [];
    bench.haproxy.lost$.subscribe((how) => lost.push(how));
    const old = await processes();
    kill(victim === 'master' ? (bench.haproxy.status().pid ?? 0) : await worker(), 'SIGKILL');
    await vi.waitFor(() => expect(lost).toHaveLength(1), 10_000);
    await vi.waitFor(async () => expect(await get(port, '/a')).toMatchObject({ status: 200 }), 10_000);
    await vi.waitFor(() => expect(bench.haproxy.applied()).toBe(config), 10_000);
    expect(bench.haproxy.status()).toMatchObject({ running: true, restarts: 1 });
    await vi.waitFor(() => expect(old.map(state)).toEqual([undefined, undefined]), 10_000);
    expect(await processes()).toHaveLength(2);
  });

  it('is back after it was killed again and again', async () => {
    await bench.apply(configFor({ '/a': 'one' }, 'one'));
    for (let round = 1; round < 4; round += 1) {
      kill(bench.haproxy.status().pid ?? 0, 'SIGKILL');
      await vi.waitFor(() => expect(bench.haproxy.status().restarts).toBe(round), 10_000);
      expect(await get(port, '/a')).toMatchObject({ status: 200 });
    }
  });

  it('finishes requests before it stops, and leaves nothing behind', async () => {
    const slow = aConfig({ port, routes: { '/slow': 'one' }, backends: { one: backend() } });
    await bench.apply(slow);
    const pids = await processes();
    const inFlight = get(port, '/slow');
    await vi.waitFor(async () => expect(await bench.ask('show stat')).toMatch(/^one,s,0,0,1,/m), 10_000);
    await bench.haproxy.stop();
    expect(await inFlight).toMatchObject({ status: 200 });
    expect(pids.map(state)).toEqual([undefined, undefined]);
    expect(bench.haproxy.status()).toMatchObject({ running: false, pid: undefined });
    expect(await get(port, '/slow')).toMatchObject({ status: 0 });
  });

  it('stops the HAProxy of a Waggle that was killed before it starts its own', async () => {
    const config = configFor({ '/a': 'one' }, 'one');
    const folder = join(bench.runDir, 'config');
    await (await createConfigFolder(folder)).write(config);
    const args = ['-W', '-S', join(bench.runDir, 'master.sock'), '-f', join(folder, 'haproxy.cfg')];
    spawn(haproxyBin(version), args, { cwd: folder, stdio: 'ignore' });
    await vi.waitFor(async () => expect(await get(port, '/a')).toMatchObject({ status: 200 }), 10_000);
    const old = await processes();
    expect(old).toHaveLength(2);
    await bench.apply(config);
    expect(await get(port, '/a')).toMatchObject({ status: 200 });
    const now = await processes();
    expect(now).toHaveLength(2);
    expect(now.filter((pid) => old.includes(pid))).toEqual([]);
  });

  it('loses no request over reloads, with kept and with new connections', async () => {
    const wanted = (round: number) =>
      aConfig({ port, routes: { '/a': 'one' }, backends: { one: backend(), [`b${round}`]: backend() } });
    await bench.apply(wanted(0));
    const loops = [requestLoop(port, '/a', keepAlive()), requestLoop(port, '/a')];
    for (let round = 1; round <= 10; round += 1) await bench.apply(wanted(round));
    const replies = (await Promise.all(loops.map((loop) => loop.stop()))).flat();
    expect(replies.length).toBeGreaterThan(100);
    expect(replies.filter(({ status }) => status !== 200)).toEqual([]);
  });
});

describe('a HAProxy that cannot be run', () => {
  it('is said before anything starts', async () => {
    const missing = openHaproxy({
      bin: '/nowhere/haproxy',
      runDir: '/tmp/waggle-nowhere',
      stopTimeout: 0,
      maxOldWorkers: 0,
      resolve: async () => [],
      clock: Date.now,
      log: { debug: () => {}, info: () => {}, warn: () => {}, error: () => {} },
      metrics: { haproxyStarted: () => {}, oldWorkersSeen: () => {}, oldWorkerEnded: () => {} },
    });
    expect(await missing()).toMatchObject({ left: { _tag: 'HaproxyUnusable' } });
    await rm('/tmp/waggle-nowhere', { recursive: true, force: true });
  });
});
