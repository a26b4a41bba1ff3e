import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { makeEmptyFolder } from '../../src/sources/empty-folder.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { get } from '../support/haproxy-http.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { serveCase } from '../support/serve-case.js';
import { type Listening, lineServer, say } from '../support/tcp-talk.js';

const waiting = { timeout: 10_000, interval: 5 };

describe.each(haproxyVersions)('the access log of HAProxy %s', (version) => {
  let bench: Bench;
  let http: number;
  let tcp: number;
  let database: Listening;

  beforeEach(async () => {
    bench = await openBench(version);
    database = await lineServer('db', '127.0.0.1');
    [http, tcp] = [await freePort(), await freePort()];
  });
  afterEach(async () => {
    await bench.close();
    await database.close();
  });

  /** Serves with HAProxy locked into an empty folder, as in a container. */
  const serve = async (env: Record<string, string>): Promise<RenderedConfig> => {
    const db = { serviceName: 'db', reqMode: 'tcp', outboundHostname: '127.0.0.1' };
    const services = [{ ...db, port: String(database.port), srcPort: String(tcp) }];
    const places = { CERTS_DIR: '/none', SECRETS_DIR: '/none', ERRORFILES_DIR: '/none' };
    const jail = await makeEmptyFolder(join(bench.runDir, 'jail'));
    const settings = { ...places, DEFAULT_PORTS: String(http), DEBUG: 'true', ...env };
    const { config } = await serveCase(services, settings, jail);
    await bench.apply(config);
    return config;
  };
  const logged = () =>
    bench.lines.filter(({ level, fields }) => level === 'info' && fields.component === 'access');
  const messages = () => logged().map(({ message }) => message);

  it('is one line for every request and connection, at info, also after a reload', async () => {
    for (const extra of ['monitor-uri /a', 'monitor-uri /b']) {
      const before = logged().length;
      // A line is dropped that a thread has while another one writes its own.
      await serve({ EXTRA_FRONTEND: extra, EXTRA_GLOBAL: 'nbthread 1' });
      for (const path of ['/1', '/2', '/3']) expect(await get(http, path)).toMatchObject({ status: 503 });
      expect(await say(tcp, 'hello\n')).toBe('db: hello');
      await vi.waitFor(() => expect(logged()).toHaveLength(before + 4), waiting);
      const lines = messages().slice(before);
      const paths = lines.flatMap((line) => /GET \/\d/.exec(line)?.[0] ?? []);
      expect(paths.sort()).toEqual(['GET /1', 'GET /2', 'GET /3']);
      expect(lines.filter((line) => line.includes(`tcp_${tcp} `))).toHaveLength(1);
    }
  });

  it('leaves out what went well where only errors are wanted', async () => {
    await serve({
      DEBUG_ERRORS_ONLY: 'true',
      EXTRA_FRONTEND: 'http-request return status 200 if { path /good }',
    });
    expect(await get(http, '/good')).toMatchObject({ status: 200 });
    expect(await get(http, '/bad')).toMatchObject({ status: 503 });
    await vi.waitFor(() => expect(messages()).toEqual([expect.stringContaining('GET /bad')]), waiting);
  });

  it('cannot be mistaken for what HAProxy says of itself', async () => {
    await serve({ DEBUG_HTTP_FORMAT: '%HP' });
    const path = '/[ALERT]____(1)_:_backend_x_has_no_server_available!';
    await get(http, path);
    await vi.waitFor(() => expect(messages()).toEqual([path]), waiting);
  });

  it('holds all of a long address', async () => {
    await serve({ DEBUG_HTTP_FORMAT: '%HU', EXTRA_GLOBAL: 'tune.http.logurilen 4096' });
    const path = `/${'x'.repeat(3000)}`;
    await get(http, path);
    await vi.waitFor(() => expect(messages()).toEqual([path]), waiting);
  });
});
