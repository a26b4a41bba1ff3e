import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import { type FakeDns, fakeDns } from '../support/fake-dns.js';
import { namesOf, placesOf, startFresh } from '../support/fresh-haproxy.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { type Upstream, upstream } from '../support/haproxy-http.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const version = '3.4';
const hosts = ['127.0.0.2', '127.0.0.3', '127.0.0.4'] as const;
const waiting = { timeout: 20_000, interval: 10 };

/** Each the first of its kind, in this order; all others of their kind cost nothing either, then. */
const firsts: readonly (readonly [name: string, parameters: Parameters])[] = [
  ['vip', {}],
  ['dnsrr', { endpointMode: 'dnsrr' }],
  ['patient', { timeoutServer: '60' }],
  ['talking', { timeoutTunnel: '600', discoveryType: 'DNS' }],
  ['checked', { checkResolvers: 'true', discoveryType: 'DNS' }],
  ['sticky', { sessionType: 'sticky-server' }],
  ['secure', { httpsOnly: 'true', httpsRedirectCode: '301', sessionType: 'sticky-server' }],
  ['inner', { sslVerifyNone: 'true' }],
];

describe('the first service of its kind', () => {
  let bench: Bench;
  let dns: FakeDns;
  let port: number;
  let upstreams: readonly Upstream[];
  let configOf: (
    count: number,
    timeoutClient?: number,
  ) => ReturnType<ReturnType<typeof createRender>>['config'];

  beforeEach(async () => {
    dns = await fakeDns();
    bench = await openBench(version, { resolve: dns.resolve });
    port = await freePort();
    const upstreamPort = await freePort();
    upstreams = await Promise.all(hosts.map((host) => upstream(host, upstreamPort)));
    const layOut = await projectLayOut();
    const read = createReadServices(someParseSettings());
    configOf = (count, client = 20) => {
      const some = someRenderSettings();
      const settings = someRenderSettings({
        binds: [{ port, options: '', ssl: false }],
        resolvers: [`nameserver fake 127.0.0.1:${dns.port}`],
        timeouts: { ...some.timeouts, client },
      });
      const services = firsts.slice(0, count).map(([serviceName, parameters]) => ({
        serviceName,
        servicePath: `/${serviceName}`,
        port: String(upstreamPort),
        ...parameters,
      }));
      return createRender(settings, layOut)(read(services).specs).config;
    };
    for (const [name] of firsts) {
      dns.set(name, ['127.0.0.2']);
      dns.set(`tasks.${name}`, hosts);
    }
  });
  afterEach(async () => {
    await bench.close();
    dns.close();
    await Promise.all(upstreams.map((server) => server.close()));
  });

  const ask = async (name: string, cookie = '') => {
    const answer = await fetch(`http://127.0.0.1:${port}/${name}`, {
      headers: { cookie },
      redirect: 'manual',
    });
    const [set = ''] = answer.headers.getSetCookie();
    return { status: answer.status, host: await answer.text(), cookie: set.split(';')[0] ?? '' };
  };

  it('costs no reload, and is in the files as it is in the worker', async () => {
    await bench.apply(configOf(0));
    const kinds: string[] = [];
    for (const [index] of firsts.entries()) kinds.push((await bench.apply(configOf(index + 1))).kind);
    expect(kinds).toEqual(firsts.map(() => 'dynamic'));
    for (const name of ['vip', 'dnsrr', 'patient', 'talking', 'checked', 'sticky'])
      await vi.waitFor(async () => expect(await ask(name)).toMatchObject({ status: 200 }), waiting);
    expect(await ask('secure')).toMatchObject({ status: 301 });
    const fresh = await startFresh(version, join(bench.runDir, 'config'));
    try {
      const has = async (tell: (command: string) => Promise<string>) => ({
        map: namesOf(await tell('show map maps/routes.map'))
          .map((line) => line.replace(/^0x\S+ /, ''))
          .sort(),
        backends: namesOf(await tell('show backend')),
        servers: placesOf(await tell('show servers state')),
      });
      await vi.waitFor(async () => {
        const wanted = await has(fresh.ask);
        expect(Object.keys(wanted.servers)).toHaveLength(firsts.length);
        expect(await has(bench.ask)).toEqual(wanted);
      }, waiting);
    } finally {
      await fresh.close();
    }
  });

  it('keeps its clients on their tasks if it is sticky, over a reload, too', async () => {
    await bench.apply(configOf(0));
    expect(await bench.apply(configOf(firsts.length))).toMatchObject({ kind: 'dynamic' });
    const clients = await vi.waitFor(async () => {
      const some = [await ask('sticky'), await ask('sticky'), await ask('sticky')];
      expect(new Set(some.map(({ host }) => host))).toEqual(new Set(hosts));
      return some;
    }, waiting);
    const comeBack = async () => {
      for (const { host, cookie } of [...clients, ...clients]) {
        expect(cookie).toMatch(/^sticky=[0-9a-f]{16}$/);
        expect(await ask('sticky', cookie)).toEqual({ status: 200, host, cookie: '' });
      }
    };
    await comeBack();
    expect(await bench.apply(configOf(firsts.length, 21))).toMatchObject({ kind: 'reload' });
    await comeBack();
    expect(bench.lines.filter(({ level }) => level === 'warn')).toEqual([]);
  });
});
