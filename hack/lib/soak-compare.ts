import { get } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import { createReadServices } from '../../src/core/desired-state.js';
import { evaluate } from '../../src/core/routing/evaluate.js';
import type { RequestHead } from '../../src/core/routing/route.js';
import { routesOf } from '../../src/core/routing/routes-of.js';
import { readSettings } from '../../src/settings/read-settings.js';
import { parseSettings } from '../../src/wiring/settings-for.js';
import { proxyPorts } from './bench-proxy.js';
import type { SoakServices } from './soak-services.js';

const settings = readSettings({ env: {}, secret: () => undefined });
if (E.isLeft(settings)) throw new Error(settings.left.join());
const read = createReadServices(parseSettings(settings.right));

const hosts = [
  'one.example.com',
  'two.example.com',
  'two.example.org',
  'three.example.org',
  'elsewhere.test',
] as const;
const paths = [
  '/',
  '/a',
  '/a/b',
  '/a/b/c',
  '/ab',
  '/b',
  '/b/c',
  '/shop',
  '/shop/cart/1',
  '/.well-known/x',
  '/A',
  '/x/a.txt',
  '/none',
] as const;

/** Returns what is answered otherwise than it should be: a line for each request. */
export async function differences(services: SoakServices): Promise<readonly string[]> {
  const refused = services.refused();
  const { specs } = read(services.parameters().filter(({ serviceName = '' }) => !refused.has(serviceName)));
  const routes = routesOf(specs);
  const heads = hosts.flatMap((host) =>
    paths.map((path): RequestHead => ({ port: proxyPorts.http, host, path })),
  );
  const found: string[] = [];
  for (const head of heads) {
    const wanted = evaluate(routes, head)?.service ?? '503';
    const { status, body } = await answerTo(head);
    const served = status === 200 ? (services.ownerOf(body) ?? `a stranger at ${body}`) : String(status);
    if (served !== wanted) found.push(`${head.host}${head.path}: ${served} instead of ${wanted}`);
  }
  return found;
}

/** Returns the answer of HAProxy; a status of 0 when there is none. */
export function answerTo({
  host,
  path,
}: RequestHead): Promise<{ readonly status: number; readonly body: string }> {
  return new Promise((resolve) => {
    const to = { host: '127.0.0.1', port: proxyPorts.http, path, agent: false, timeout: 5_000 } as const;
    const request = get({ ...to, headers: { host } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', () => resolve({ status: 0, body }));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve({ status: 0, body: '' }));
  });
}
