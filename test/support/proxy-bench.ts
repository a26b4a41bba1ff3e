import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { createServer, request as httpRequest, type IncomingHttpHeaders } from 'node:http';
import { request as httpsRequest } from 'node:https';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { expect, vi } from 'vitest';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { processesOf } from '../../src/haproxy/leftovers.js';
import { fakeDns } from './fake-dns.js';
import { freePort, listen } from './haproxy-bench.js';
import { haproxyBin, type haproxyVersions } from './haproxy-versions.js';
import { type RunningProgram, startProgram } from './run-program.js';

export interface Answer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: string;
}

/** `waggle proxy` as users run it, with folders, names and an application of its own, and no controller. */
export async function openProxyBench() {
  const folder = mkdtempSync(join(tmpdir(), 'waggle-proxy-'));
  const dns = await fakeDns();
  const app = createServer((incoming, response) => response.end(incoming.url));
  const appPort = await listen(app, 0, '127.0.0.1');
  const [api, entry, tlsEntry] = [await freePort(), await freePort(), await freePort()];
  let program: RunningProgram | undefined;
  const at = (...names: string[]) => join(folder, ...names);

  function start(
    version: (typeof haproxyVersions)[number],
    env: Readonly<Record<string, string>> = {},
  ): RunningProgram {
    program = startProgram(['proxy'], {
      HAPROXY_BIN: haproxyBin(version),
      RUN_DIR: at('run'),
      STATE_DIR: at('state'),
      TEMPLATES_DIR: at('tmpl'),
      SECRETS_DIR: at('secrets'),
      CERTS_DIR: at('certs'),
      ERRORFILES_DIR: at('errorfiles'),
      PORT: String(api),
      IP: '127.0.0.1',
      DEFAULT_PORTS: `${entry},${tlsEntry}:ssl`,
      RESOLVERS: `nameserver dns 127.0.0.1:${dns.port}`,
      ...env,
    });
    return program;
  }

  function call(port: number, path: string, authorization?: string): Promise<Answer> {
    const headers = authorization === undefined ? {} : { authorization };
    const options = { host: '127.0.0.1', port, path, headers, agent: false, rejectUnauthorized: false };
    return new Promise((resolve) => {
      const outgoing = (port === tlsEntry ? httpsRequest : httpRequest)(options, (response) => {
        let body = '';
        response.on('data', (chunk) => {
          body += chunk;
        });
        response.on('end', () =>
          resolve({ status: response.statusCode ?? 0, headers: response.headers, body }),
        );
      });
      outgoing.on('error', (error) => resolve({ status: 0, headers: {}, body: error.message }));
      outgoing.end();
    });
  }

  return {
    dns,
    appPort,
    /** Of the API. */
    address: `127.0.0.1:${api}`,
    at,
    start,
    /** Writes a file in the bench's folder. */
    put(text: string, ...names: string[]): void {
      mkdirSync(dirname(at(...names)), { recursive: true });
      writeFileSync(at(...names), text);
    },
    get: (path: string, authorization?: string) => call(entry, path, authorization),
    getByTls: (path: string) => call(tlsEntry, path),
    api: (path: string) => call(api, path),
    status: async () => JSON.parse((await call(api, '/v1/waggle/status')).body).proxy,
    /** Sends a snapshot as a controller does; its revision is returned. */
    async push(...services: Parameters[]): Promise<string> {
      const { revision, services: body } = snapshotOf(services);
      const answer = await fetch(`http://127.0.0.1:${api}/v1/waggle/snapshot`, {
        method: 'PUT',
        headers: { 'x-waggle-revision': revision, 'content-type': 'application/json' },
        body: JSON.stringify(body),
      });
      expect(answer.status).toBe(200);
      return revision;
    },
    async close(): Promise<void> {
      program?.child.kill('SIGKILL');
      await program?.ended;
      for (const pid of await processesOf(at('run', 'config', 'haproxy.cfg'))) process.kill(pid, 'SIGKILL');
      dns.close();
      app.closeAllConnections();
      app.close();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}
export type ProxyBench = Awaited<ReturnType<typeof openProxyBench>>;

/** Waits until a check holds. */
export function eventually<T>(check: () => Promise<T>): Promise<T> {
  return vi.waitFor(check, { timeout: 20_000, interval: 50 });
}
