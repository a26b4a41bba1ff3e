import { createServer } from 'node:net';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { createHttpClient, type HttpClient } from '../../src/distribution/http-client.js';
import { createPeers } from '../../src/distribution/peers.js';
import { remoteProxy } from '../../src/distribution/remote-proxy.js';
import type { Peers } from '../../src/ports.js';
import { recordingLogger } from '../support/recording-logger.js';
import { aProxy, listening, portOf, someHandlers } from './support.js';

const first = snapshotOf([{ serviceName: 'web', port: '80' }]);
const second = snapshotOf([{ serviceName: 'web', port: '81' }]);
const timing = { lookup: 5, verify: 20, firstRetry: 2, longestRetry: 20, patience: 2000 };

const open: { apps: FastifyInstance[]; peers: Peers[]; clients: HttpClient[] } = {
  apps: [],
  peers: [],
  clients: [],
};

afterEach(async () => {
  for (const peers of open.peers.splice(0)) peers.stop();
  for (const client of open.clients.splice(0)) client.close();
  await Promise.all(open.apps.splice(0).map((app) => app.close()));
});

async function startProxy(host: string, port = 0) {
  const proxy = aProxy();
  const { app, port: bound } = await listening(someHandlers({ proxy: proxy.handlers }), host, port);
  open.apps.push(app);
  return { ...proxy, app, port: bound };
}

function startPeers(port: number, addresses: () => readonly string[]) {
  const log = recordingLogger();
  const client = createHttpClient();
  const pushes: boolean[] = [];
  const peers = createPeers({
    hostname: 'tasks.proxy',
    resolve: async () => addresses(),
    remote: remoteProxy(client, port),
    log,
    metrics: { peersSeen: () => {}, pushFinished: (ok) => pushes.push(ok) },
    timing,
  });
  open.peers.push(peers);
  open.clients.push(client);
  const messages = () => log.lines.filter(({ level }) => level !== 'debug').map(({ message }) => message);
  return { peers, pushes, messages };
}

function inSync(peers: Peers, count: number) {
  return vi.waitFor(() => {
    expect(peers.status().map((peer) => peer.inSync)).toEqual(Array(count).fill(true));
  });
}

describe('the proxies of a controller', () => {
  it('are left alone while the controller pauses, and brought up to date by the next snapshot', async () => {
    const { app, port, taken } = await startProxy('127.0.0.1');
    const { peers } = startPeers(port, () => ['127.0.0.1']);
    let contacts = 0;
    peers.publish(first);
    await inSync(peers, 1);
    peers.pause();
    await vi.waitFor(() => expect(peers.status().map(({ inSync: is }) => is)).toEqual([false]));
    // One contact may have been under way; after it there is none, however long it is waited for the next of others.
    app.server.on('request', () => {
      contacts += 1;
    });
    const other = await startProxy('127.0.0.2');
    const { peers: others } = startPeers(other.port, () => ['127.0.0.2']);
    others.publish(first);
    await inSync(others, 1);
    await vi.waitFor(() => expect(other.taken.length).toBe(1));
    expect(contacts).toBeLessThanOrEqual(1);
    expect(taken).toHaveLength(1);
    peers.publish(second);
    await inSync(peers, 1);
    expect(taken.at(-1)?.revision).toBe(second.revision);
  });

  it('all get every snapshot, once each', async () => {
    const one = await startProxy('127.0.0.2');
    const other = await startProxy('127.0.0.3', one.port);
    const { peers, pushes } = startPeers(one.port, () => ['127.0.0.2', '127.0.0.3']);
    peers.publish(first);
    peers.publish(first);
    await inSync(peers, 2);
    peers.publish(second);
    await inSync(peers, 2);
    for (const proxy of [one, other]) expect(proxy.taken).toEqual([first, second]);
    expect(pushes).toEqual([true, true, true, true]);
  });

  it('that come later get the current one, and those that go are forgotten', async () => {
    let addresses = ['127.0.0.2'];
    const one = await startProxy('127.0.0.2');
    const late = await startProxy('127.0.0.3', one.port);
    const { peers, messages } = startPeers(one.port, () => addresses);
    peers.publish(first);
    await inSync(peers, 1);
    addresses = ['127.0.0.2', '127.0.0.3'];
    await inSync(peers, 2);
    expect(late.taken).toEqual([first]);
    addresses = ['127.0.0.3'];
    await vi.waitFor(() => expect(peers.status().map(({ address }) => address)).toEqual(['127.0.0.3']));
    expect(messages()).toEqual(['proxy joined', 'proxy joined', 'proxy left']);
  });

  it('do not wait for one that is down, which gets the latest when it is back', async () => {
    const one = await startProxy('127.0.0.2');
    const { peers, messages } = startPeers(one.port, () => ['127.0.0.2', '127.0.0.3']);
    peers.publish(first);
    await vi.waitFor(() => expect(messages()).toContain('proxy does not take the snapshot'));
    peers.publish(second);
    await vi.waitFor(() => expect(one.taken).toEqual([first, second]));
    expect(peers.status()[1]).toMatchObject({
      inSync: false,
      revision: undefined,
      since: expect.any(Number),
      error: expect.stringContaining('ECONNREFUSED'),
    });
    const late = await startProxy('127.0.0.3', one.port);
    await inSync(peers, 2);
    expect(late.taken).toEqual([second]);
    expect(messages().slice(2)).toEqual(['proxy does not take the snapshot', 'proxy answers again']);
  });

  it('that lost their state without anyone noticing get it again', async () => {
    const one = await startProxy('127.0.0.2');
    const { peers, messages } = startPeers(one.port, () => ['127.0.0.2']);
    peers.publish(first);
    await inSync(peers, 1);
    one.forget();
    await vi.waitFor(() => expect(one.taken).toEqual([first]));
    expect(messages()).toContain('proxy lost the snapshot');
  });

  it('that restart at the same address get it again, over a new connection', async () => {
    const one = await startProxy('127.0.0.2');
    const { peers } = startPeers(one.port, () => ['127.0.0.2']);
    peers.publish(first);
    await inSync(peers, 1);
    await one.app.close();
    const restarted = await startProxy('127.0.0.2', one.port);
    await vi.waitFor(() => expect(restarted.taken).toEqual([first]));
    await inSync(peers, 1);
  });

  it('that cannot apply it are asked again, with their reason in the status', async () => {
    const one = await startProxy('127.0.0.2');
    one.refuseWith('HAProxy is not there');
    const { peers, messages } = startPeers(one.port, () => ['127.0.0.2']);
    peers.publish(first);
    await vi.waitFor(() => expect(one.taken.length).toBeGreaterThan(2));
    expect(peers.status()[0]?.error).toContain('status 500: HAProxy is not there');
    one.refuseWith(undefined);
    await inSync(peers, 1);
    expect(messages()).toEqual(['proxy joined', 'proxy does not take the snapshot', 'proxy answers again']);
  });

  it('that answer nothing are given up on after a while', async () => {
    let isGivenUp = false;
    const silent = createServer((socket) => {
      socket
        .on('error', () => {})
        .on('close', () => {
          isGivenUp = true;
        });
      socket.resume();
    });
    await new Promise<void>((resolve) => silent.listen(0, '127.0.0.2', resolve));
    const client = createHttpClient();
    const peers = createPeers({
      hostname: 'tasks.proxy',
      resolve: async () => ['127.0.0.2'],
      remote: remoteProxy(client, portOf(silent.address())),
      log: recordingLogger(),
      metrics: { peersSeen: () => {}, pushFinished: () => {} },
      timing: { ...timing, patience: 5 },
    });
    open.peers.push(peers);
    open.clients.push(client);
    peers.publish(first);
    await vi.waitFor(() => expect(peers.status()[0]?.error).toContain('no answer in 5 ms'));
    await vi.waitFor(() => expect(isGivenUp).toBe(true));
    peers.stop();
    await new Promise((resolve) => silent.close(resolve));
  });

  it('are nobody any more after a stop', async () => {
    const one = await startProxy('127.0.0.2');
    const { peers } = startPeers(one.port, () => ['127.0.0.2']);
    peers.publish(first);
    await inSync(peers, 1);
    peers.stop();
    expect(peers.status()).toEqual([]);
  });
});
