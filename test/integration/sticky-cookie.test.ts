import { type IncomingMessage, request } from 'node:http';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import { createRender } from '../../src/core/render/render.js';
import { type Backend, echoBackend, joined, orderHeader } from '../support/echo-backend.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

/** One shares its profile; the other's backends are called otherwise, so that HAProxy knows its cookie by its own name. */
const shared = 'my.shop_1-a';
const alone = 'my.shop_1-b';
const hosts = ['127.0.0.2', '127.0.0.3'] as const;
/** Values of the cookie look so. */
const anyTask = /[0-9a-f]{16}/;

describe.each(haproxyVersions)('the cookie of a sticky service with HAProxy %s', (version) => {
  let bench: Bench;
  let dns: FakeDns;
  let port: number;
  let backends: readonly Backend[];

  beforeAll(async () => {
    dns = await fakeDns();
    port = await freePort();
    const taskPort = await freePort();
    backends = await Promise.all(hosts.map((host) => echoBackend({ service: 'shop', host, port: taskPort })));
    bench = await openBench(version, { resolve: dns.resolve });
    for (const name of [shared, alone]) dns.set(`tasks.${name}`, hosts);
    const settings = someRenderSettings({
      binds: [{ port, options: '', ssl: false }],
      resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
    });
    const sticky = { port: String(taskPort), sessionType: 'sticky-server' };
    const services = [
      { ...sticky, serviceName: shared, servicePath: `/${shared}` },
      { ...sticky, serviceName: alone, servicePath: `/${alone}`, aclName: 'other' },
    ];
    const { config } = createRender(
      settings,
      await projectLayOut(),
    )(createReadServices(someParseSettings())(services).specs);
    expect(config.sections.filter(({ dynamic }) => dynamic).map(({ service }) => service)).toEqual([shared]);
    await bench.apply(config);
    for (const name of [shared, alone])
      await vi.waitFor(async () => expect((await tasksOf(name)).size).toBe(hosts.length), 20_000);
  });
  afterAll(async () => {
    await bench.close();
    dns.close();
    await Promise.all(backends.map((backend) => backend.close()));
  });

  /** Host → the value by which clients come back to it. */
  const tasksOf = async (name: string) => {
    const tasks = new Map<string, string>();
    for (let left = 6; left > 0; left -= 1) {
      const { host, set } = await ask(name, [], []);
      const [value] = anyTask.exec(set) ?? [];
      if (value !== undefined) tasks.set(host, value);
    }
    return tasks;
  };

  /** In cookies, NAME stands for the service's. */
  const ask = async (name: string, cookies: readonly string[], sets: readonly string[]): Promise<Seen> => {
    const own = (text: string) => text.replaceAll('NAME', name);
    const order = JSON.stringify({ headers: { 'Set-Cookie': sets.map(own) } });
    const lines = cookies.flatMap((line) => ['Cookie', own(line)]);
    const incoming = await new Promise<IncomingMessage>((resolve, reject) => {
      const headers = ['Host', 'waggle.test', orderHeader, order, ...lines];
      const outgoing = request({ port, host: '127.0.0.1', path: `/${name}`, agent: false, headers }, resolve);
      outgoing.on('error', reject);
      outgoing.end();
    });
    let body = '';
    for await (const chunk of incoming) body += String(chunk);
    const { host, headers } = JSON.parse(body);
    const set = joined(incoming.rawHeaders)['set-cookie'] ?? '';
    const shown = (text: string) => text.replaceAll(name, 'NAME');
    return { host, set: shown(set), received: shown(headers.cookie ?? '') };
  };

  it('is the same for clients and tasks whether or not its profile is shared', async () => {
    const values = [...(await tasksOf(shared)).values()];
    expect([...(await tasksOf(alone)).values()].sort()).toEqual([...values].sort());
    await fc.assert(
      fc.asyncProperty(cookieLines(values), fc.array(answered, { maxLength: 2 }), async (lines, sets) => {
        const [one, other] = [await ask(shared, lines, sets), await ask(alone, lines, sets)];
        expect(unlessMoved(one)).toEqual(unlessMoved(other));
      }),
      { numRuns: 150 },
    );
  });

  it('keeps a client on its task, which does not see it', async () => {
    for (const [host, value] of await tasksOf(shared)) {
      const seen = await ask(shared, [`a=1; NAME=${value}; b=2`], []);
      expect(seen).toEqual({ host, set: '', received: 'a=1; b=2' });
    }
  });

  it('is named after the service and nothing else', async () => {
    const { set, received } = await ask(shared, [`a-waggle-task=1; NAME2=2`], ['a-waggle-task=3']);
    expect(set).toMatch(/^a-waggle-task=3, NAME=[0-9a-f]{16}; path=\/; HttpOnly$/);
    expect(received).toBe('a-waggle-task=1; NAME2=2');
  });
});

interface Seen {
  readonly host: string;
  readonly set: string;
  readonly received: string;
}

/** Clients that HAProxy gives a task take turns: which one they get says nothing. */
function unlessMoved({ host, set, received }: Seen): Seen {
  return new RegExp(`NAME=${anyTask.source};`).test(set)
    ? { host: 'any', set: set.replace(anyTask, 'any'), received }
    : { host, set, received };
}

/** Names that a careless regular expression takes for the service's, and the service's. */
const names = fc.constantFrom(
  'NAME',
  'NAME',
  'NAME',
  'NAME2',
  'xNAME',
  '1-a',
  '1-b',
  'my',
  'my.shop',
  'name',
  'c',
);
const answered = fc
  .tuple(names, fc.constantFrom('v; Path=/', 'a/b; Secure; HttpOnly', ''))
  .map(([name, value]) => `${name}=${value}`);

/** Two cookies of the service's name in a line are found, as browsers may send. */
function cookieLines(values: readonly string[]) {
  const space = fc.constantFrom('', '', '', ' ', '\t');
  const value = fc.constantFrom(
    ...values,
    ...values,
    'deadbeef',
    '',
    'a/b',
    'x=y',
    '"q"',
    '\\1',
    '%41',
    'NAME=1',
  );
  const cookie = fc
    .tuple(space, names, space, fc.constantFrom('=', '=', ''), space, value)
    .map((parts) => parts.join(''));
  const line = fc
    .tuple(fc.array(cookie, { minLength: 1, maxLength: 4 }), fc.constantFrom('; ', ';', ',', ';;'))
    .filter(([cookies]) => cookies.filter((one) => /^\s*NAME\s*=/.test(one)).length <= 2)
    .map(([cookies, separator]) => cookies.join(separator));
  return fc.array(line, { maxLength: 2 });
}
