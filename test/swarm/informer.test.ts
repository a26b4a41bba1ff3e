import * as E from 'fp-ts/lib/Either.js';
import { filter, firstValueFrom } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { SwarmState } from '../../src/core/snapshot/swarm-state.js';
import { createDockerClient } from '../../src/swarm/docker-client.js';
import { createInformer, type Informer, type InformerSettings } from '../../src/swarm/informer.js';
import { aDockerNode, aDockerService } from '../support/a-docker-service.js';
import { type FakeDocker, startFakeDocker } from '../support/fake-docker.js';
import { recordingLogger } from '../support/recording-logger.js';

let fake: FakeDocker;
let log: ReturnType<typeof recordingLogger>;
let informer: Informer;
let states: SwarmState[];

const settings: InformerSettings = {
  RESYNC: 3600,
  DF_SERVICE_POLLING_INTERVAL: -1,
  DF_NODE_POLLING_INTERVAL: -1,
  DF_USE_DOCKER_SERVICE_EVENTS: true,
  DF_USE_DOCKER_NODE_EVENTS: true,
};

beforeEach(async () => {
  fake = await startFakeDocker();
  log = recordingLogger();
  states = [];
});
afterEach(async () => {
  informer.stop();
  await fake.close();
});

function inform(more: Partial<InformerSettings> = {}): void {
  const docker = createDockerClient(fake.settings, { dockerCalled: () => undefined });
  if (E.isLeft(docker)) throw new Error(JSON.stringify(docker.left));
  informer = createInformer(docker.right, { ...settings, ...more }, log);
  informer.state$.subscribe((state) => states.push(state));
}

/** The latest state's services, written `a1 b2`: name and version. */
function services(): string | undefined {
  return states
    .at(-1)
    ?.services.map(({ name, version }) => `${name}${version}`)
    .join(' ');
}
const listsAsked = () => fake.requests.filter((path) => path === '/services').length;
const messages = (level: string) =>
  log.lines.filter((line) => line.level === level).map(({ message }) => message);

const until = (condition: () => boolean) => vi.waitUntil(condition, { timeout: 5000, interval: 5 });

/** Up to the first state, with its event stream open. */
async function connected(): Promise<void> {
  inform();
  await until(() => states.length > 0);
}

function put(name: string, version: number): void {
  fake.putService(aDockerService({ name, version }));
}

describe('the informer', () => {
  it('tells what it listed, and says so once', async () => {
    put('a', 1);
    fake.putNode(aDockerNode());
    await connected();
    expect(states[0]).toMatchObject({ services: [{ name: 'a' }], nodes: [{ leader: true }], problems: [] });
    expect(messages('info')).toEqual(['connected to docker']);
    expect(informer.health()).toMatchObject({
      connected: true,
      detail: expect.stringContaining('1 services'),
    });
  });

  it('tells of an empty swarm when the list is empty', async () => {
    await connected();
    expect(states[0]?.services).toEqual([]);
  });

  it('follows creation, change and removal without listing again', async () => {
    await connected();
    put('a', 1);
    await until(() => services() === 'a1');
    put('a', 2);
    await until(() => services() === 'a2');
    fake.removeService('id-of-a');
    await until(() => services() === '');
    expect(listsAsked()).toBe(1);
  });

  it('follows nodes', async () => {
    await connected();
    fake.putNode(aDockerNode());
    await until(() => states.at(-1)?.nodes.length === 1);
  });

  it('says nothing new when nothing changed', async () => {
    put('a', 1);
    await connected();
    fake.event('service', 'update', 'id-of-a');
    await until(() => fake.requests.includes('/services/id-of-a'));
    put('b', 1);
    await until(() => services() === 'a1 b1');
    expect(states).toHaveLength(2);
  });

  it('gives the latest state to whoever subscribes later, and asks only once', async () => {
    put('a', 1);
    await connected();
    expect((await firstValueFrom(informer.state$)).services).toHaveLength(1);
    expect(listsAsked()).toBe(1);
  });

  it.each(['endStreams', 'cutStreams'] as const)(
    'lists again after %s, and drops what is gone',
    async (how) => {
      put('a', 1);
      put('b', 1);
      await connected();
      fake.services.delete('id-of-a');
      fake[how]();
      await until(() => services() === 'b1');
      put('b', 2);
      await until(() => services() === 'b2');
      expect(messages('warn')).toEqual(['connection to docker lost']);
      expect(messages('info')).toEqual(['connected to docker', 'connected to docker']);
    },
  );

  it('says nothing before a list succeeded, even when events come', async () => {
    fake.services.set('id-of-a', aDockerService({ name: 'a' }));
    fake.fault = { kind: 'hang', on: '/nodes' };
    inform();
    await until(() => fake.streams.size === 1);
    put('a', 1);
    await until(() => fake.requests.includes('/services/id-of-a'));
    fake.fault = { kind: 'status', status: 500, on: '/services' };
    fake.cutStreams();
    await until(() => listsAsked() >= 2);
    expect(states).toEqual([]);
    expect(informer.health().connected).toBe(false);
  });

  it('keeps the last state while the engine is away, and logs that once', async () => {
    put('a', 1);
    await connected();
    fake.fault = { kind: 'status', status: 500 };
    fake.cutStreams();
    await until(() => messages('debug').length >= 1);
    expect(messages('warn')).toEqual(['connection to docker lost']);
    expect(states).toHaveLength(1);
    fake.fault = undefined;
    put('a', 2);
    await until(() => services() === 'a2');
    expect(informer.health().connected).toBe(true);
  });

  it('stands by on an engine that is no manager', async () => {
    fake.fault = { kind: 'status', status: 503, on: '/services' };
    fake.info = { Swarm: { LocalNodeState: 'active', ControlAvailable: false } };
    inform();
    await until(() => log.lines.length > 0);
    expect(log.lines).toMatchObject([{ level: 'info', message: expect.stringContaining('standing by') }]);
    expect(informer.health()).toMatchObject({
      connected: false,
      detail: expect.stringContaining('not a Swarm manager'),
    });
  });

  it('acts on a manager, goes on while its engine is silent, and stands by when it is no manager any more', async () => {
    const acting: boolean[] = [];
    await connected();
    informer.acting$.subscribe((may) => acting.push(may));
    fake.fault = { kind: 'status', status: 500, on: '/services' };
    fake.cutStreams();
    await until(() => messages('warn').includes('connection to docker lost'));
    expect(acting).toEqual([true]);
    fake.info = { Swarm: { LocalNodeState: 'active', ControlAvailable: false } };
    fake.fault = { kind: 'status', status: 503, on: '/services' };
    await until(() => acting.length === 2);
    expect(acting).toEqual([true, false]);
  });

  it('reports a service that cannot be read, once, and goes on with the others', async () => {
    put('a', 1);
    fake.putService(aDockerService({ name: 'bad', spec: { Labels: { port: 80 } } }));
    await connected();
    expect(services()).toBe('a1');
    expect(states[0]?.problems).toMatchObject([
      { service: 'bad', parameter: expect.stringContaining('Spec.Labels'), value: 'a number' },
    ]);
    put('a', 2);
    await until(() => services() === 'a2');
    expect(messages('warn')).toEqual(['docker described something unreadable']);
    put('bad', 2);
    await until(() => services() === 'a2 bad2');
    expect(states.at(-1)?.problems).toEqual([]);
  });

  it('finds by listing what no event told of', async () => {
    inform({ RESYNC: 0.05 });
    await until(() => states.length > 0);
    fake.services.set('id-of-a', aDockerService({ name: 'a' }));
    await until(() => services() === 'a1');
    expect(log.lines).toContainEqual({
      level: 'info',
      message: 'list found changes that no event told of',
      fields: { missed: 1 },
    });
  });

  it.each(['DF_SERVICE_POLLING_INTERVAL', 'DF_NODE_POLLING_INTERVAL'] as const)(
    'lists as often as %s says where that is oftener than RESYNC',
    async (interval) => {
      inform({ [interval]: 0.05 });
      await until(() => states.length > 0);
      fake.services.set('id-of-a', aDockerService({ name: 'a' }));
      await until(() => services() === 'a1');
    },
  );

  it('lives from lists alone where events are not wanted', async () => {
    inform({ RESYNC: 0.05, DF_USE_DOCKER_SERVICE_EVENTS: false, DF_USE_DOCKER_NODE_EVENTS: false });
    await until(() => states.length > 0);
    put('a', 1);
    await until(() => services() === 'a1');
    expect(fake.requests.some((path) => path.startsWith('/events'))).toBe(false);
    expect(messages('info')).toEqual(['connected to docker']);
  });

  it('lets go of everything when it is stopped, and stays silent', async () => {
    await connected();
    const completed = vi.fn();
    informer.state$.pipe(filter(() => false)).subscribe({ complete: completed });
    informer.stop();
    await until(() => fake.streams.size === 0);
    expect(completed).not.toHaveBeenCalled();
  });

  it('asks nothing when it was stopped before anyone listened', () => {
    const docker = createDockerClient(fake.settings, { dockerCalled: () => undefined });
    if (E.isLeft(docker)) throw new Error(JSON.stringify(docker.left));
    informer = createInformer(docker.right, settings, log);
    informer.stop();
    informer.state$.subscribe((state) => states.push(state));
    expect(fake.requests).toEqual([]);
  });
});
