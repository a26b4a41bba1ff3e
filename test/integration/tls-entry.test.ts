import { mkdir, rm, writeFile } from 'node:fs/promises';
import { Agent, request } from 'node:https';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { certificateAuthority, type KeyPair } from '../support/certificates.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';
import { serveCase } from '../support/serve-case.js';

const clients = certificateAuthority('Clients');
const strangers = certificateAuthority('Strangers');
const site = clients.sign(['site.test']);

describe.each(haproxyVersions)('TLS entries of HAProxy %s', (version) => {
  let bench: Bench;
  let port: number;
  let files: string;

  beforeEach(async () => {
    bench = await openBench(version);
    port = await freePort();
    files = join(bench.runDir, 'files');
    await mkdir(join(files, 'certs'), { recursive: true });
    await writeFile(join(files, 'ca.pem'), clients.cert);
  });
  afterEach(() => bench.close());

  const setCertificate = () => writeFile(join(files, 'certs', 'site.pem'), site.pem);
  const serve = async (env: Record<string, string> = {}) => {
    const services = [
      { serviceName: 'open', port: '1', servicePath: '/open' },
      { serviceName: 'closed', port: '1', servicePath: '/closed', verifyClientSsl: 'true' },
    ];
    const places = { CERTS_DIR: join(files, 'certs'), SECRETS_DIR: '/none', ERRORFILES_DIR: '/none' };
    const { config } = await serveCase(services, { ...places, DEFAULT_PORTS: `${port}:ssl`, ...env });
    return await bench.apply(config);
  };
  const get = (path: string, client?: KeyPair, agent?: Agent) => statusOf(port, path, client, agent);

  it('start without a port where there is no certificate, and get it with the first one', async () => {
    await serve();
    expect(await get('/open')).toBe(0);
    await setCertificate();
    expect(await serve()).toMatchObject({ kind: 'reload' });
    // 503: it has no task. It was found.
    expect(await get('/open')).toBe(503);
    await rm(join(files, 'certs', 'site.pem'));
    await serve();
    expect(await get('/open')).toBe(0);
  });

  it('refuse a certificate that nobody trusts only where one is asked for', async () => {
    await setCertificate();
    await serve({ CA_FILE: join(files, 'ca.pem') });
    const good = clients.sign(['alice']);
    const bad = strangers.sign(['eve']);
    expect([await get('/open'), await get('/open', good), await get('/open', bad)]).toEqual([503, 503, 503]);
    expect([await get('/closed'), await get('/closed', good), await get('/closed', bad)]).toEqual([
      403, 503, 403,
    ]);
  });

  it('do not take a resumed session for a certificate', async () => {
    await setCertificate();
    await serve({ CA_FILE: join(files, 'ca.pem') });
    // Connections end after each answer, sessions stay.
    const agent = new Agent({ ...trusting, ...strangers.sign(['eve']), maxCachedSessions: 10 });
    expect([await get('/closed', undefined, agent), await get('/closed', undefined, agent)]).toEqual([
      403, 403,
    ]);
    expect(await get('/open', undefined, agent)).toBe(503);
    agent.destroy();
  });
});

const trusting = { rejectUnauthorized: false };

/** Returns the status of the answer, 0 when there is none. */
function statusOf(port: number, path: string, client?: KeyPair, agent?: Agent): Promise<number> {
  return new Promise((resolve) => {
    const host = { host: '127.0.0.1', port, path, servername: 'site.test', ...trusting };
    const outgoing = request({ ...host, ...client, agent: agent ?? false }, (response) => {
      response.resume();
      response.once('end', () => resolve(response.statusCode ?? 0));
    });
    outgoing.once('error', () => resolve(0));
    outgoing.end();
  });
}
