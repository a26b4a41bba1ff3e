import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { processesOf } from '../../src/haproxy/leftovers.js';
import { aConfig, type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get, upstream } from '../support/haproxy-http.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import {
  openWebSocket,
  type UpgradeServer,
  upgradeServer,
  type WebSocketLike,
} from '../support/websocket.js';

describe.each(haproxyVersions)('old workers of HAProxy %s', (version) => {
  let port: number;
  let server: UpgradeServer;
  let bench: Bench;
  let sockets: WebSocketLike[];

  beforeEach(async () => {
    port = await freePort();
    server = await upgradeServer();
    sockets = [];
  });
  afterEach(async () => {
    for (const socket of sockets) socket.close();
    await bench.close();
    await server.close();
  });

  /** A configuration of its own for every round, so that each is a reload. */
  const config = (round: number, ...frontend: string[]) => {
    const lines = ['timeout tunnel 5m', `server s 127.0.0.1:${server.port}`];
    return aConfig({
      port,
      routes: { '/': 'one' },
      backends: { one: lines, [`b${round}`]: lines },
      frontend,
    });
  };
  const processes = () => processesOf(join(bench.runDir, 'config', 'haproxy.cfg'));
  const reloadWithSocket = async (round: number) => {
    sockets.push(await openWebSocket(port, '/socket'));
    expect(await bench.apply(config(round))).toMatchObject({ kind: 'reload' });
  };
  const isOpen = () => sockets.map((socket) => socket.open());
  const ended = () => bench.lines.filter(({ message }) => message === 'old haproxy worker ended').length;

  it('are as many as are allowed after thirty reloads with a WebSocket each: the oldest are given up', async () => {
    bench = await openBench(version, { maxOldWorkers: 3 });
    await bench.apply(config(0));
    for (let round = 1; round <= 30; round += 1) await reloadWithSocket(round);
    await vi.waitFor(async () => expect(await processes()).toHaveLength(1 + 1 + 3), 20_000);
    await vi.waitFor(() => expect(bench.haproxy.status().oldWorkers).toBe(3), 10_000);
    expect(ended()).toBe(27);
    const newest = sockets.map((_, index) => index >= 27);
    await vi.waitFor(() => expect(isOpen()).toEqual(newest), 10_000);
    const heard = await Promise.all(sockets.slice(27).map((socket) => socket.say('still here')));
    expect(heard).toEqual(['still here', 'still here', 'still here']);
  });

  it('go when their connections do, and are counted no more', async () => {
    bench = await openBench(version, { maxOldWorkers: 0 });
    await bench.apply(config(0));
    for (let round = 1; round <= 4; round += 1) await reloadWithSocket(round);
    await vi.waitFor(() => expect(bench.haproxy.status().oldWorkers).toBe(4), 10_000);
    for (const socket of sockets) socket.close();
    await vi.waitFor(() => expect(bench.haproxy.status().oldWorkers).toBe(0), 10_000);
    expect(await processes()).toHaveLength(2);
    expect(ended()).toBe(0);
  });

  it('do not count the one that serves on after reloads that failed', async () => {
    bench = await openBench(version, { maxOldWorkers: 1 });
    await bench.apply(config(0));
    await reloadWithSocket(1);
    sockets.push(await openWebSocket(port, '/socket'));
    const blocker = await upstream('127.0.0.1');
    // In quotes, Waggle leaves the address to HAProxy.
    const bind = `bind "127.0.0.1:${blocker.port}"`;
    for (let round = 2; round <= 3; round += 1)
      await expect(bench.apply(config(round, bind))).rejects.toThrow(`127.0.0.1:${blocker.port}`);
    await blocker.close();
    expect(bench.haproxy.status().oldWorkers).toBe(1);
    expect(await get(port, '/')).toMatchObject({ status: 200 });
    expect(isOpen()).toEqual([true, true]);
    await bench.apply(config(4));
    await vi.waitFor(() => expect(isOpen()).toEqual([false, true]), 10_000);
  });
});
