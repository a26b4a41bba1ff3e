import { once } from 'node:events';
import { Agent, createServer, type IncomingMessage, request, type Server } from 'node:http';
import type { Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { parseServerStates } from '../../src/haproxy/server-state.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { type Bench, freePort, listen, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { serveCase } from '../support/serve-case.js';

/** How the tasks of the services below treat requests. Nobody listens at `refusing`. */
const hosts = { closing: '127.0.0.2', good: '127.0.0.3', breaking: '127.0.0.4', refusing: '127.0.0.5' };
type Host = keyof typeof hosts;

/** Each service with its tasks, and labels that say more than its path, which is its name. */
const services: Readonly<Record<string, { readonly tasks: readonly Host[]; readonly labels?: Parameters }>> =
  {
    plain: { tasks: ['closing', 'good'] },
    sticky: { tasks: ['closing', 'good'], labels: { sessionType: 'sticky-server' } },
    careful: { tasks: ['closing', 'good'], labels: { backendExtra: 'retry-on conn-failure' } },
    breaking: { tasks: ['breaking', 'good'] },
    refusing: { tasks: ['refusing', 'good'] },
    hopeless: { tasks: ['closing'] },
  };

interface Reply {
  readonly status: number;
  readonly body: string;
  readonly cookie: string;
}

describe.each(haproxyVersions)('what is asked again, with HAProxy %s', (version) => {
  let bench: Bench;
  let dns: FakeDns;
  let port: number;
  let servers: readonly Server[];
  /** `METHOD /path` of the requests that tasks received in whole. */
  const received: string[] = [];

  beforeAll(async () => {
    dns = await fakeDns();
    bench = await openBench(version, { resolve: dns.resolve });
    port = await freePort();
    const taskPort = await freePort();
    const serverOf = async (host: Exclude<Host, 'refusing'>) => {
      const server = createServer(async (incoming, response) => {
        const body = await textOf(incoming);
        received.push(`${incoming.method} ${incoming.url}`);
        if (host === 'good' || incoming.url?.endsWith('/alive'))
          response.end(`${host} ${incoming.method} ${body}`);
        else if (host === 'breaking')
          incoming.socket.end('HTTP/1.1 200 OK\r\nContent-Length: 10\r\n\r\nhalf');
        else incoming.socket.destroy();
      });
      server.on('upgrade', (incoming, socket: Duplex) => {
        received.push(`upgrade ${incoming.url}`);
        if (host !== 'good') {
          socket.destroy();
          return;
        }
        socket.write('HTTP/1.1 101 Switching Protocols\r\nConnection: upgrade\r\nUpgrade: echo\r\n\r\n');
        socket.pipe(socket);
      });
      await listen(server, taskPort, hosts[host]);
      return server;
    };
    servers = await Promise.all((['closing', 'good', 'breaking'] as const).map(serverOf));

    const listed = Object.entries(services).map(([serviceName, { labels }]) => ({
      serviceName,
      servicePath: `/${serviceName}`,
      port: String(taskPort),
      discoveryType: 'DNS',
      ...labels,
    }));
    for (const [name, { tasks }] of Object.entries(services))
      dns.set(
        `tasks.${name}`,
        tasks.map((host) => hosts[host]),
      );
    const env = { DEFAULT_PORTS: String(port), RESOLVERS: `nameserver dns 127.0.0.1:${dns.port}` };
    const { config, problems } = await serveCase(listed, env);
    expect(problems).toEqual([]);
    await bench.apply(config);
    const tasks = Object.values(services).flatMap(({ tasks }) => tasks);
    await vi.waitFor(
      async () => {
        const states = parseServerStates(await bench.ask('show servers state'));
        expect(states.filter(({ resolved }) => resolved)).toHaveLength(tasks.length);
      },
      { timeout: 20_000, interval: 50 },
    );
  });
  afterAll(async () => {
    await bench.close();
    dns.close();
    for (const server of servers) {
      server.closeAllConnections();
      server.close();
    }
  });

  const ask = async (
    method: string,
    path: string,
    { body = '', cookie = '' }: Partial<Reply> = {},
  ): Promise<Reply> => {
    const headers = { 'content-length': Buffer.byteLength(body), ...(cookie !== '' && { cookie }) };
    const asked = request({ host: '127.0.0.1', port, path, method, headers, agent: new Agent() });
    asked.end(body);
    const [response]: IncomingMessage[] = await once(asked, 'response');
    if (response === undefined) throw new Error('no response');
    const [set = ''] = response.headers['set-cookie'] ?? [];
    return {
      status: response.statusCode ?? 0,
      body: await textOf(response).catch(() => 'cut off'),
      cookie: set.split(';')[0] ?? '',
    };
  };
  /** Asks as often as it takes for each of two tasks to have its turn, more than once; what came back, and what arrived. */
  const askInTurn = async (method: string, path: string, options?: { readonly body: string }) => {
    received.length = 0;
    const replies: Reply[] = [];
    for (let turn = 0; turn < 6; turn += 1) replies.push(await ask(method, path, options));
    return { statuses: new Set(replies.map(({ status }) => status)), replies };
  };

  it.each(['GET', 'HEAD', 'OPTIONS', 'PUT', 'DELETE'])(
    'a %s that a task did not answer goes to another, whole',
    async (method) => {
      const { statuses, replies } = await askInTurn(method, '/plain', { body: 'all of it' });
      expect(statuses).toEqual(new Set([200]));
      expect(received.length).toBeGreaterThan(6);
      if (method !== 'HEAD') expect(replies[0]?.body).toBe(`good ${method} all of it`);
    },
  );

  it.each(['POST', 'PATCH'])('a %s that may have been acted on is never sent twice', async (method) => {
    const { statuses } = await askInTurn(method, '/plain', { body: 'once' });
    expect(statuses).toEqual(new Set([200, 502]));
    expect(received).toHaveLength(6);
  });

  it.each(['GET', 'POST'])('a %s for which a task takes no connection goes to another', async (method) => {
    const { statuses } = await askInTurn(method, '/refusing', { body: 'whole' });
    expect(statuses).toEqual(new Set([200]));
    expect(received).toHaveLength(6);
  });

  it('an answer that has begun is not asked for again', async () => {
    const { replies } = await askInTurn('GET', '/breaking');
    expect(new Set(replies.map(({ body }) => body))).toEqual(new Set(['good GET ', 'cut off']));
    expect(received).toHaveLength(6);
  });

  it('a request that fits into no buffer is not sent again', async () => {
    const { statuses } = await askInTurn('PUT', '/plain', { body: 'x'.repeat(100_000) });
    expect(statuses).toEqual(new Set([200, 502]));
    expect(received).toHaveLength(6);
  });

  it('is given up when nobody answers', async () => {
    received.length = 0;
    expect(await ask('GET', '/hopeless')).toMatchObject({ status: 502 });
    expect(received).toEqual(Array(4).fill('GET /hopeless'));
  });

  it('is what the service says, where it says so', async () => {
    const { statuses } = await askInTurn('GET', '/careful');
    expect(statuses).toEqual(new Set([200, 502]));
    expect(received).toHaveLength(6);
  });

  it('a client moves to another task when its own does not answer', async () => {
    const { replies } = await askInTurn('GET', '/sticky/alive');
    const cookie = replies.find(({ body }) => body.startsWith('closing'))?.cookie ?? '';
    expect(await ask('GET', '/sticky/alive', { cookie })).toMatchObject({ body: 'closing GET ', cookie: '' });
    const moved = await ask('GET', '/sticky', { cookie });
    expect(moved).toMatchObject({
      status: 200,
      body: 'good GET ',
      cookie: expect.stringMatching(/^sticky=/),
    });
    expect(await ask('GET', '/sticky/alive', { cookie: moved.cookie })).toMatchObject({
      body: 'good GET ',
      cookie: '',
    });
  });

  it('an upgrade is asked for again until a task takes it, and then left alone', async () => {
    received.length = 0;
    for (let turn = 0; turn < 4; turn += 1) {
      const headers = { connection: 'upgrade', upgrade: 'echo' };
      const asked = request({ host: '127.0.0.1', port, path: '/plain', headers, agent: new Agent() });
      asked.end();
      const [response, socket]: [IncomingMessage, Socket] = await upgraded(asked);
      expect(response.statusCode).toBe(101);
      socket.write('hello');
      const [echoed] = await once(socket, 'data');
      expect(String(echoed)).toBe('hello');
      socket.destroy();
    }
    expect(received.length).toBeGreaterThan(4);
  });
});

async function textOf(stream: IncomingMessage): Promise<string> {
  let text = '';
  for await (const chunk of stream) text += String(chunk);
  return text;
}

function upgraded(asked: ReturnType<typeof request>): Promise<[IncomingMessage, Socket]> {
  return new Promise((resolve, reject) => {
    asked.on('upgrade', (response, socket) => resolve([response, socket]));
    asked.on('response', ({ statusCode }) => reject(new Error(`not upgraded: ${statusCode}`)));
    asked.on('error', reject);
  });
}
