import { createServer } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, describe, expect, it } from 'vitest';
import { type Snapshot, snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { createHttpClient } from '../../src/distribution/http-client.js';
import { createListener } from '../../src/distribution/pull.js';
import type { Resolve } from '../../src/ports.js';
import { aController, listening, portOf, someHandlers } from './support.js';

const snapshot = snapshotOf([{ serviceName: 'web', port: '80', 'swarm.endpointMode': 'vip' }]);
const closing: (() => unknown)[] = [];
afterEach(async () => {
  await Promise.all(closing.splice(0).map((close) => close()));
});

async function controllerAt(host: string, has: Snapshot | undefined, port = 0): Promise<number> {
  const handlers = someHandlers({ controller: aController(has) });
  const { app, port: bound } = await listening(handlers, host, port);
  closing.push(() => app.close());
  return bound;
}

/** A server that knows these paths; 404 to everything else. */
async function strangerWith(bodies: Record<string, string>): Promise<{ port: number; asked: string[] }> {
  const asked: string[] = [];
  const server = createServer((request, response) => {
    asked.push(request.url ?? '');
    const body = bodies[request.url ?? ''];
    response.writeHead(body === undefined ? 404 : 200).end(body ?? '404 page not found');
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.2', resolve));
  closing.push(() => server.close());
  return { port: portOf(server.address()), asked };
}

function listenerOf(addresses: readonly string[], resolve: Resolve = async (host) => [host]) {
  const client = createHttpClient();
  closing.push(() => client.close());
  return createListener({ addresses, resolve, client });
}

describe('pulling from a Waggle controller', () => {
  it('gives its snapshot, facts and all, and nothing while that is known', async () => {
    const port = await controllerAt('127.0.0.2', snapshot);
    const listener = listenerOf([`127.0.0.2:${port}`]);
    expect(await listener.pull(undefined)()).toEqual(E.right(snapshot));
    expect(await listener.pull(snapshot.revision)()).toEqual(E.right(undefined));
    expect(await listener.pull('another')()).toEqual(E.right(snapshot));
  });

  it('asks all addresses of all names until one has it', async () => {
    const port = await controllerAt('127.0.0.2', undefined);
    await controllerAt('127.0.0.4', snapshot, port);
    const names: Record<string, string[]> = { one: ['127.0.0.2', '127.0.0.3'], two: ['127.0.0.4'] };
    const listener = listenerOf([`one:${port}`, 'unknown', `two:${port}`], async (name) => names[name] ?? []);
    expect(await listener.pull(undefined)()).toEqual(E.right(snapshot));
  });

  it('asks the address that had it last first', async () => {
    const port = await controllerAt('127.0.0.4', snapshot);
    const looked: string[] = [];
    const listener = listenerOf([`controller:${port}`], async (name) => {
      looked.push(name);
      return ['127.0.0.3', '127.0.0.4'];
    });
    await listener.pull(undefined)();
    expect(await listener.pull(undefined)()).toEqual(E.right(snapshot));
    expect(looked).toEqual(['controller']);
  });

  it('says what each address said when none has it', async () => {
    const port = await controllerAt('127.0.0.2', undefined);
    const pulled = await listenerOf([`127.0.0.2:${port}`, 'no such:thing']).pull(undefined)();
    expect(pulled).toMatchObject(
      E.left({ _tag: 'NoListener', detail: expect.stringContaining('no snapshot yet') }),
    );
    expect(pulled).toMatchObject(E.left({ detail: expect.stringContaining('not host[:port]') }));
  });
});

describe('pulling from a real Swarm Listener', () => {
  it('takes the list it has under its own path', async () => {
    const { port, asked } = await strangerWith({
      '/v1/docker-flow-swarm-listener/get-services': '[{"serviceName":"web","port":"80"}]',
    });
    const listener = listenerOf([`127.0.0.2:${port}`]);
    const expected = snapshotOf([{ serviceName: 'web', port: '80' }]);
    expect(await listener.pull(undefined)()).toEqual(E.right(expected));
    expect(await listener.pull(expected.revision)()).toEqual(E.right(undefined));
    expect(asked[0]).toBe('/v1/waggle/snapshot');
  });
});

describe('pulling from a stranger', () => {
  it('is an error when its answer is not a snapshot', async () => {
    const page = '<html>This domain is for sale</html>';
    const { port } = await strangerWith({ '/v1/docker-flow-swarm-listener/get-services': page });
    const pulled = await listenerOf([`127.0.0.2:${port}`]).pull(undefined)();
    expect(pulled).toMatchObject(E.left({ _tag: 'BadSnapshot', detail: 'it is not JSON' }));
  });

  it('is an error when a list comes without a revision under the path of a controller', async () => {
    const { port } = await strangerWith({ '/v1/waggle/snapshot': '[]' });
    const pulled = await listenerOf([`127.0.0.2:${port}`]).pull(undefined)();
    expect(pulled).toMatchObject(E.left({ _tag: 'BadSnapshot', detail: 'it has no revision' }));
  });

  it('is an error when it knows neither path, or nobody is there', async () => {
    const { port } = await strangerWith({});
    const pulled = await listenerOf([`127.0.0.2:${port}`, `127.0.0.3:${port}`]).pull(undefined)();
    expect(pulled).toMatchObject(E.left({ detail: expect.stringMatching(/status 404.*ECONNREFUSED/) }));
  });
});
