import { execFile } from 'node:child_process';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { promisify } from 'node:util';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, afterEach, beforeAll, describe, expect, it, vi } from 'vitest';
import type { SwarmState } from '../../src/core/snapshot/swarm-state.js';
import { createDockerClient } from '../../src/swarm/docker-client.js';
import { createInformer, type Informer } from '../../src/swarm/informer.js';
import { recordingLogger } from '../support/recording-logger.js';

const folder = mkdtempSync(join(tmpdir(), 'waggle-informer-'));
const env = {
  ...process.env,
  WAGGLE_SWARM_STATE: join(folder, 'swarm'),
  WAGGLE_SWARM_NAME: 'winft',
  WAGGLE_SWARM_NET: '10.79.1',
};
const run = promisify(execFile);
const swarm = async (...args: string[]) => (await run('hack/swarm', args, { env })).stdout.trim();
const docker = (...args: string[]) => swarm('docker', '1', ...args);

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 50_000, interval: 5 });
let informers: Informer[] = [];

/** Follows a node's engine; `states` grows while it does. A list now and then would hide what events miss. */
async function follow(node: number) {
  const host = `unix://${await swarm('sock', String(node))}`;
  const settings = { DF_DOCKER_HOST: host, DOCKER_TLS_VERIFY: '', DOCKER_CERT_PATH: '' };
  const client = createDockerClient(settings, { dockerCalled: () => undefined });
  if (E.isLeft(client)) throw new Error(JSON.stringify(client.left));
  const log = recordingLogger();
  const never = {
    RESYNC: 3600,
    DF_SERVICE_POLLING_INTERVAL: -1,
    DF_NODE_POLLING_INTERVAL: -1,
    DF_USE_DOCKER_SERVICE_EVENTS: true,
    DF_USE_DOCKER_NODE_EVENTS: true,
  };
  const informer = createInformer(client.right, never, log);
  const states: SwarmState[] = [];
  informers.push(informer);
  informer.state$.subscribe((state) => states.push(state));
  const service = (name: string) => states.at(-1)?.services.find((one) => one.name === name);
  return { informer, states, service, log };
}

async function create(name: string, ...flags: string[]): Promise<void> {
  const quiet = ['--quiet', '--detach', '--no-resolve-image', '--replicas', '0'];
  await docker('service', 'create', ...quiet, '--name', name, ...flags, 'none');
}

describe('the informer on a real swarm', () => {
  beforeAll(async () => {
    await swarm('up', '2');
  });
  afterEach(() => {
    for (const informer of informers) informer.stop();
    informers = [];
  });
  afterAll(async () => {
    await swarm('down');
    rmSync(folder, { recursive: true });
  });

  it('follows a service from its creation to its removal, and the labels of a node', async () => {
    const { states, service } = await follow(1);
    await until(() => states.length > 0);
    expect(states[0]?.nodes).toHaveLength(2);

    await docker('network', 'create', '--driver', 'overlay', 'web');
    const network = await docker('network', 'inspect', '--format', '{{.ID}}', 'web');
    await create('a', '--label', 'com.df.notify=true', '--network', 'web', '--endpoint-mode', 'dnsrr');
    await until(() => service('a') !== undefined);
    expect(service('a')).toMatchObject({
      labels: { 'com.df.notify': 'true' },
      mode: 'replicated',
      replicas: 0,
      endpointMode: 'dnsrr',
      networks: [network],
    });

    await docker('service', 'update', '--quiet', '--detach', '--label-add', 'com.df.port=80', 'a');
    await until(() => service('a')?.labels['com.df.port'] === '80');
    await docker('node', 'update', '--label-add', 'com.df.zone=x', 'node1');
    await until(() => states.at(-1)?.nodes.some(({ labels }) => labels['com.df.zone'] === 'x') === true);
    await docker('service', 'rm', 'a');
    await until(() => service('a') === undefined);
    expect(states.at(-1)?.problems).toEqual([]);
  });

  it('stands by on a worker until it is promoted', async () => {
    await create('known');
    const { informer, states, service, log } = await follow(2);
    await until(() => log.lines.length > 0);
    expect(log.lines[0]).toMatchObject({ level: 'info', message: expect.stringContaining('standing by') });
    expect(informer.health().connected).toBe(false);
    expect(states).toEqual([]);

    await docker('node', 'promote', 'node2');
    await until(() => service('known') !== undefined);
    await create('seen-by-a-follower');
    await until(() => service('seen-by-a-follower') !== undefined);
  });

  it('goes on after its engine was restarted and a leader elected, and follows events again', async () => {
    await create('kept');
    const { service, log } = await follow(1);
    await until(() => service('kept') !== undefined);
    await swarm('restart', '1');
    // Of two managers both are needed to elect a leader again.
    await vi.waitUntil(
      () =>
        create('after').then(
          () => true,
          () => false,
        ),
      { timeout: 30_000, interval: 200 },
    );
    await until(() => service('after') !== undefined);
    expect(service('kept')).toBeDefined();
    await docker('service', 'rm', 'after');
    await until(() => service('after') === undefined);
    expect(log.lines.filter(({ level }) => level === 'error')).toEqual([]);
  });
});
