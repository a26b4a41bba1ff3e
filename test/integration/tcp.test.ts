import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import type { LayOut } from '../../src/core/render/templates.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { createPass, type Pass } from '../../src/reconcile/pass.js';
import { passInput } from '../../src/reconcile/pass-input.js';
import { createQuarantine } from '../../src/reconcile/quarantine.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { redisBackend } from '../support/redis-backend.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { certificateShown, lineServer, say, tlsServer } from '../support/tcp-talk.js';
import { projectLayOut } from '../support/templates.js';

const projects = await projectLayOut();
/** An inspection that would have to be waited for does not end in time. */
const layOut: LayOut = (name, view) => projects(name, view).replace('inspect-delay 5s', 'inspect-delay 1h');
const waiting = { timeout: 20_000, interval: 5 };

describe.each(haproxyVersions)('tcp and sni with HAProxy %s', (version) => {
  let bench: Bench;
  let dns: FakeDns;
  let http: number;
  let entry: number;
  let other: number;
  let servers: { close(): Promise<void> }[];
  let pass: Pass;

  beforeEach(async () => {
    dns = await fakeDns();
    bench = await openBench(version, { resolve: dns.resolve });
    [http, entry, other] = [await freePort(), await freePort(), await freePort()];
    servers = [];
    pass = createPass({
      haproxy: bench.haproxy,
      quarantine: createQuarantine(() => 0),
      clock: () => 0,
      reloadPace: { wait: async () => {}, reloaded: () => {} },
      metrics: { quarantineSeen: () => {} },
    });
  });
  afterEach(async () => {
    await bench.close();
    dns.close();
    await Promise.all(servers.map((server) => server.close()));
  });

  /** Serves these services; returns the outcome. */
  const serve = async (...services: Parameters[]) => {
    const view = {
      readServices: createReadServices(someParseSettings({ entryPorts: [http] })),
      render: createRender(
        someRenderSettings({
          binds: [{ port: http, options: '', ssl: false }],
          resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
        }),
        layOut,
      ),
      problems: [],
      staticServices: [],
    };
    const input = passInput(snapshotOf(services), view);
    return (await pass(() => input)).outcome;
  };
  const tcp = (serviceName: string, port: number, over: Parameters = {}): Parameters => ({
    serviceName,
    reqMode: 'tcp',
    port: String(port),
    srcPort: String(entry),
    ...over,
  });
  /** Starts a server at an address of its own and gives it a name. */
  const known = async <S extends { close(): Promise<void> }>(
    name: string,
    host: string,
    server: Promise<S>,
  ) => {
    const started = await server;
    servers.push(started);
    dns.set(name, [host]);
    return started;
  };
  const answers = (port: number, text: string, expected: string) =>
    vi.waitFor(async () => expect(await say(port, text)).toBe(expected), waiting);
  const noise = () => bench.lines.filter(({ level }) => level === 'warn' || level === 'error');

  it('Redis answers PING, on two ports of one service', async () => {
    const port = await freePort();
    await known('redis', '127.0.0.2', redisBackend('127.0.0.2', port));
    const outcome = await serve({
      serviceName: 'redis',
      reqMode: 'tcp',
      checkTcp: 'true',
      clitcpka: 'true',
      'port.1': String(port),
      'srcPort.1': String(entry),
      'port.2': String(port),
      'srcPort.2': String(other),
    });
    expect(outcome).toMatchObject({ kind: 'reload', problems: [] });
    await answers(entry, 'PING\r\n', '+PONG');
    await answers(other, 'PING\r\n', '+PONG');
    expect(noise()).toEqual([]);
  });

  it('TLS servers behind one port show their own certificates, whatever the case of the name', async () => {
    const { port: shop } = await known('shop', '127.0.0.2', tlsServer('shop.acme.com', '127.0.0.2'));
    const { port: cart } = await known('cart', '127.0.0.3', tlsServer('cart.acme.com', '127.0.0.3'));
    await serve(
      tcp('shop', shop, { serviceDomain: 'shop.acme.com', serviceDomainAlgo: 'req.ssl_sni' }),
      tcp('cart', cart, { reqMode: 'sni', pathType: 'req_ssl_sni -i -m beg', servicePath: 'cart.,basket.' }),
    );
    const shown = (name: string, expected: string) =>
      vi.waitFor(async () => expect(await certificateShown(entry, name)).toBe(expected), waiting);
    await shown('shop.acme.com', 'shop.acme.com');
    await shown('SHOP.acme.com', 'shop.acme.com');
    await shown('basket.acme.com', 'cart.acme.com');
    expect(await certificateShown(entry, 'other.acme.com')).toBe('');
  });

  it('who asks for no server name, or for another, gets the default at once', async () => {
    const { port: shop } = await known('shop', '127.0.0.2', tlsServer('shop.acme.com', '127.0.0.2'));
    const { port: plain } = await known('plain', '127.0.0.3', lineServer('plain', '127.0.0.3'));
    await serve(tcp('shop', shop, { serviceDomain: 'shop.acme.com' }), tcp('plain', plain));
    await answers(entry, 'hello\n', 'plain: hello');
    await vi.waitFor(
      async () => expect(await certificateShown(entry, 'shop.acme.com')).toBe('shop.acme.com'),
      waiting,
    );
    // One byte tells that it is no TLS. Had it to wait, it would be for the hour of the inspection.
    expect(await say(entry, '!\n')).toBe('plain: !');
  });

  it('a server that speaks first is heard at once where no server name is asked for', async () => {
    const { port } = await known('mail', '127.0.0.2', lineServer('mail', '127.0.0.2', 0, true));
    await serve(tcp('mail', port));
    await answers(entry, '', 'mail greets');
  });

  it('a line that HAProxy refuses costs its service, and not the others of the port', async () => {
    const { port: good } = await known('good', '127.0.0.2', lineServer('good', '127.0.0.2'));
    const bad = { serviceDomain: 'a.com', backendExtra: 'use-server nobody if TRUE' };
    const outcome = await serve(tcp('bad', 1, bad), tcp('good', good));
    expect(outcome).toMatchObject({ kind: 'reload', problems: [{ service: 'bad' }] });
    await answers(entry, '?\n', 'good: ?');
  });

  it('a group is one backend of all its services', async () => {
    const { port: red } = await known('red', '127.0.0.2', lineServer('red', '127.0.0.2'));
    const { port: green } = await known('tasks.green', '127.0.0.3', lineServer('green', '127.0.0.3'));
    const group = { serviceGroup: 'colours' };
    const services = [
      tcp('red', red, group),
      tcp('green', green, { ...group, discoveryType: 'DNS', replicas: '2' }),
    ];
    const answering = async (expected: readonly string[]) =>
      vi.waitFor(async () => {
        const said = [await say(entry, '?\n'), await say(entry, '?\n'), await say(entry, '?\n')];
        expect([...new Set(said)].sort()).toEqual(expected);
      }, waiting);
    expect((await serve(...services)).problems).toEqual([]);
    await answering(['green: ?', 'red: ?']);
    // One that goes is found again, as soon as it is known, while the other serves.
    dns.set('tasks.green', []);
    await answering(['red: ?']);
    dns.set('tasks.green', ['127.0.0.3']);
    await answering(['green: ?', 'red: ?']);
    await serve(...services.slice(0, 1));
    await answering(['red: ?']);
    expect(noise()).toEqual([]);
  });

  it('a name that does not resolve hurts nobody, and is served once it does', async () => {
    const { port: good } = await known('good', '127.0.0.2', lineServer('good', '127.0.0.2'));
    const { port: late } = await known('late', '127.0.0.3', lineServer('late', '127.0.0.3'));
    dns.set('late', []);
    const outcome = await serve(
      tcp('good', good),
      tcp('late', late, { srcPort: String(other), checkTcp: 'true' }),
    );
    expect(outcome).toMatchObject({ kind: 'reload', problems: [] });
    await answers(entry, '?\n', 'good: ?');
    expect(await say(other, '?\n')).not.toBe('late: ?');
    dns.set('late', ['127.0.0.3']);
    await answers(other, '?\n', 'late: ?');
    expect(bench.lines.filter(({ message }) => message === 'name found').length).toBeGreaterThan(0);
  });

  it.each(['source', 'static-rr', 'leastconn', 'first', 'random'])(
    'services balanced by %s are found when their names appear',
    async (balanceGroup) => {
      const { port: red } = await known('red', '127.0.0.2', lineServer('red', '127.0.0.2'));
      const { port: green } = await known('green', '127.0.0.3', lineServer('green', '127.0.0.3'));
      dns.set('red', []);
      const group = { serviceGroup: 'colours', balanceGroup };
      await serve(tcp('red', red, group), tcp('green', green, { ...group, srcPort: String(other) }));
      await answers(other, '?\n', 'green: ?');
      dns.set('red', ['127.0.0.2']);
      await answers(entry, '?\n', 'red: ?');
      // A backend that takes no servers at run time is asked once for each change.
      const refused = bench.lines.filter(({ message }) => message === 'early servers refused');
      expect(refused.length).toBeLessThanOrEqual(balanceGroup === 'static-rr' ? 2 : 0);
      expect(noise()).toEqual([]);
    },
  );

  describe('a port that is in use on the host', () => {
    const holdPort = async () => {
      servers.push(await lineServer('somebody', '0.0.0.0', entry));
    };
    const problems = [
      { service: 'first', rule: expect.stringContaining('cannot bind') },
      { service: 'second', rule: expect.stringContaining('cannot bind') },
    ];
    const everybody = async () => {
      const { port: good } = await known('good', '127.0.0.2', lineServer('good', '127.0.0.2'));
      return {
        good: tcp('good', good, { srcPort: String(other) }),
        bad: [tcp('first', 1), tcp('second', 1, { serviceDomain: 'second.acme.com' })],
      };
    };

    it('costs the services that want it, and nobody else, when HAProxy starts', async () => {
      await holdPort();
      const { good, bad } = await everybody();
      expect(await serve(...bad, good)).toMatchObject({ kind: 'reload', problems });
      await answers(other, '?\n', 'good: ?');
    });

    it('costs the services that want it, and nobody else, when HAProxy is reloaded', async () => {
      await serve();
      await holdPort();
      const { good, bad } = await everybody();
      expect(await serve(...bad, good)).toMatchObject({ kind: 'reload', problems });
      await answers(other, '?\n', 'good: ?');
      // And HAProxy can be reloaded after that.
      expect((await serve(good, tcp('third', 1, { srcPort: String(await freePort()) }))).kind).toBe('reload');
      await answers(other, '?\n', 'good: ?');
    });
  });
});
