import * as E from 'fp-ts/lib/Either.js';
import { firstValueFrom, type Observable, takeWhile, toArray } from 'rxjs';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { DockerApi, WatchMessage } from '../../src/swarm/docker-api.js';
import { createDockerClient } from '../../src/swarm/docker-client.js';
import { aDockerNode, aDockerService } from '../support/a-docker-service.js';
import { type FakeDocker, startFakeDocker } from '../support/fake-docker.js';

let fake: FakeDocker;
let docker: DockerApi;
let calls: string[];

beforeEach(async () => {
  fake = await startFakeDocker();
  calls = [];
  docker = clientOf(fake.settings);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await fake.close();
});

function clientOf(settings: FakeDocker['settings']): DockerApi {
  const client = createDockerClient(settings, {
    dockerCalled: (operation, ok) => calls.push(`${operation} ${ok ? 'ok' : 'failed'}`),
  });
  if (E.isLeft(client)) throw new Error(JSON.stringify(client.left));
  return client.right;
}

async function rightOf<A>(answer$: Observable<E.Either<unknown, A>>): Promise<A> {
  const answer = await firstValueFrom(answer$);
  if (E.isLeft(answer)) throw new Error(JSON.stringify(answer.left));
  return answer.right;
}

async function leftOf<L>(answer$: Observable<E.Either<L, unknown>>): Promise<L> {
  const answer = await firstValueFrom(answer$);
  if (E.isRight(answer)) throw new Error(`answered ${JSON.stringify(answer.right)}`);
  return answer.left;
}

describe('list', () => {
  it('answers with services and nodes, and counts the calls', async () => {
    fake.services.set('1', aDockerService());
    fake.nodes.set('1', aDockerNode());
    const { services, nodes } = await rightOf(docker.list());
    expect(services.map(({ id }) => id)).toEqual(['id-of-demo']);
    expect(nodes.map(({ id }) => id)).toEqual(['id-of-node1']);
    expect(calls.sort()).toEqual(['list_nodes ok', 'list_services ok']);
  });

  it('says that the engine is no manager when it is none', async () => {
    fake.fault = { kind: 'status', status: 503, on: '/services' };
    fake.info = { Swarm: { LocalNodeState: 'active', ControlAvailable: false } };
    expect(await leftOf(docker.list())).toMatchObject({ _tag: 'NotAManager' });
  });

  it('takes a manager that is locked or not up yet for an engine that does not answer', async () => {
    fake.fault = { kind: 'status', status: 503, on: '/services' };
    fake.info = { Swarm: { LocalNodeState: 'locked', ControlAvailable: false } };
    expect(await leftOf(docker.list())).toMatchObject({
      _tag: 'DockerUnreachable',
      detail: expect.stringContaining('out of order'),
    });
  });

  it.each([
    { kind: 'text', text: '<html>not Docker</html>', on: '/services' },
    { kind: 'text', text: '', on: '/nodes' },
    { kind: 'text', text: '{}', on: '/services' },
    { kind: 'status', status: 403, on: '/nodes' },
  ] as const)('never takes $kind $text for an empty swarm', async (fault) => {
    fake.fault = fault;
    expect(await leftOf(docker.list())).toMatchObject({ _tag: 'DockerUnreachable' });
  });

  it('says where nobody answers', async () => {
    const nobody = clientOf({ ...fake.settings, DF_DOCKER_HOST: 'unix:///nowhere/docker.sock' });
    expect(await leftOf(nobody.list())).toMatchObject({
      _tag: 'DockerUnreachable',
      endpoint: 'unix:///nowhere/docker.sock',
    });
    expect(calls).toContain('list_services failed');
  });

  it.each(['hang', 'cut body'] as const)('gives up when the engine does this: %s', async (kind) => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'setInterval', 'clearTimeout', 'clearInterval', 'Date'] });
    try {
      fake.fault = { kind };
      const answer = leftOf(docker.list());
      await vi.advanceTimersByTimeAsync(11_000);
      expect(await answer).toMatchObject({ _tag: 'DockerUnreachable' });
    } finally {
      vi.useRealTimers();
    }
  });

  it('breaks the connection off when nobody waits for the answer', async () => {
    fake.fault = { kind: 'hang' };
    const subscription = docker.list().subscribe();
    await vi.waitUntil(() => fake.requests.length === 2);
    subscription.unsubscribe();
    await vi.waitUntil(() => fake.openConnections() === 0);
  });
});

describe('inspect', () => {
  it('answers with the one service or node', async () => {
    fake.services.set('id-of-demo', aDockerService({ version: 7 }));
    fake.nodes.set('id-of-node1', aDockerNode());
    expect(await rightOf(docker.inspectService('id-of-demo'))).toMatchObject({ version: 7 });
    expect(await rightOf(docker.inspectNode('id-of-node1'))).toMatchObject({ id: 'id-of-node1' });
  });

  it('answers with nothing for what is gone, which is no failed call', async () => {
    expect(await rightOf(docker.inspectService('gone'))).toBeUndefined();
    expect(calls).toEqual(['inspect_service ok']);
  });
});

describe('watch', () => {
  const untilEvent = (id: string) => (message: WatchMessage) => message.kind !== 'event' || message.id !== id;

  it('asks for the wanted kinds of the swarm only', async () => {
    const subscription = docker.watch(['service']).subscribe();
    await vi.waitUntil(() => fake.requests.length > 0);
    const query = new URL(fake.requests[0] ?? '', 'http://docker').searchParams;
    expect(JSON.parse(query.get('filters') ?? '')).toEqual({ type: ['service'], scope: ['swarm'] });
    subscription.unsubscribe();
  });

  it('reads events however the text is cut into pieces, and passes over what it cannot read', async () => {
    const messages = firstValueFrom(
      docker.watch(['service', 'node']).pipe(takeWhile(untilEvent('last'), true), toArray()),
    );
    await vi.waitUntil(() => fake.streams.size === 1);
    fake.event('service', 'create', 'a');
    fake.sendRaw('{"Type":"service","Action":"rem');
    fake.sendRaw('ove","Actor":{"ID":"b"}}\n{"Type":"container"}\nnonsense\n\n');
    fake.event('node', 'update', 'last');
    expect(await messages).toEqual([
      { kind: 'opened' },
      { kind: 'event', of: 'service', id: 'a', removed: false },
      { kind: 'event', of: 'service', id: 'b', removed: true },
      { kind: 'event', of: 'node', id: 'last', removed: false },
    ]);
  });

  it.each(['endStreams', 'cutStreams'] as const)('ends with the reason after %s', async (how) => {
    const messages = firstValueFrom(docker.watch(['service']).pipe(toArray()));
    await vi.waitUntil(() => fake.streams.size === 1);
    fake[how]();
    expect((await messages).map(({ kind }) => kind)).toEqual(['opened', 'ended']);
    expect(calls).toEqual(['events ok', 'events failed']);
  });

  it('ends when the engine refuses the stream', async () => {
    fake.fault = { kind: 'status', status: 403 };
    const messages = await firstValueFrom(docker.watch(['service']).pipe(toArray()));
    expect(messages).toMatchObject([{ kind: 'ended', error: { _tag: 'DockerUnreachable' } }]);
  });

  it('breaks the stream off when nobody listens any more', async () => {
    const subscription = docker.watch(['service']).subscribe();
    await vi.waitUntil(() => fake.streams.size === 1);
    subscription.unsubscribe();
    await vi.waitUntil(() => fake.streams.size === 0);
  });
});

describe('settings', () => {
  it('wins over the variables of Docker’s command line', async () => {
    vi.stubEnv('DOCKER_HOST', 'tcp://127.0.0.1:1');
    vi.stubEnv('DOCKER_TLS_VERIFY', '1');
    vi.stubEnv('DOCKER_PATH_PREFIX', '/elsewhere');
    vi.stubEnv('DOCKER_CLIENT_TIMEOUT', '1');
    fake.services.set('1', aDockerService());
    expect((await rightOf(clientOf(fake.settings).list())).services).toHaveLength(1);
  });

  it.each(['ssh://host', '/var/run/docker.sock', 'unix://', 'tcp://host/path'])('refuses %s', (host) => {
    const client = createDockerClient(
      { ...fake.settings, DF_DOCKER_HOST: host },
      { dockerCalled: () => undefined },
    );
    expect(client).toMatchObject(E.left({ _tag: 'DockerUnreachable', endpoint: host }));
  });

  it('says which certificates cannot be read', () => {
    const settings = { DF_DOCKER_HOST: 'tcp://h', DOCKER_TLS_VERIFY: '1', DOCKER_CERT_PATH: '/nowhere' };
    const client = createDockerClient(settings, { dockerCalled: () => undefined });
    expect(client).toMatchObject(E.left({ _tag: 'FileFailed', path: '/nowhere' }));
  });
});
