import { type Agent, get } from 'node:http';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { takes } from '../../src/core/routing/evaluate.js';
import type { RequestHead, Route } from '../../src/core/routing/route.js';
import { routesOf } from '../../src/core/routing/routes-of.js';
import type { ServiceSpec } from '../../src/core/services/service-spec.js';
import { readSettings } from '../../src/settings/read-settings.js';
import { parseSettings } from '../../src/wiring/settings-for.js';
import { proxyPorts } from './bench-proxy.js';
import { soakUser } from './soak-random-service.js';
import type { SoakServices } from './soak-services.js';

/** Services that HAProxy refuses, as the proxy says. */
export const QuarantinedCodec = t.readonlyArray(
  t.type({ service: t.string, serves: t.keyof({ last_good: null, nothing: null }), message: t.string }),
);
export type Quarantined = t.TypeOf<typeof QuarantinedCodec>;

const settings = readSettings({ env: {}, secret: () => undefined });
if (E.isLeft(settings)) throw new Error(settings.left.join());
const read = createReadServices(parseSettings(settings.right));

const hosts = [
  'one.example.com',
  'two.example.com',
  'two.example.org',
  'three.example.org',
  'old.example.com',
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
  '/swarm/7/x',
  '/swarm/119/x',
] as const;
const credentials = `Basic ${Buffer.from(soakUser).toString('base64')}`;
const clients: readonly Readonly<Record<string, string>>[] = [
  {},
  { authorization: credentials },
  { 'x-bee': 'yes' },
];

/** Returns what is answered otherwise than it should be: a line for each request. */
export async function differences(
  services: SoakServices,
  quarantined: Quarantined,
): Promise<readonly string[]> {
  const innocent = quarantined.filter(({ service }) => !services.isBad(service));
  const found = innocent.map(({ service, message }) => `${service} is refused: ${message}`);
  const expected = createExpected(services, quarantined);
  for (const head of headsFor(services.parameters())) {
    const wanted = expected(head);
    const answer = await answerTo(head);
    const served = inWords(answer, services);
    if (!wanted.includes(served))
      found.push(
        `:${head.port} ${head.host}${head.path} ${JSON.stringify(head.headers)}: ${served} instead of ${wanted.join(' or ')}`,
      );
  }
  return found;
}

function headsFor(all: readonly Parameters[]): readonly RequestHead[] {
  const entryPorts = all.flatMap(({ reqMode, srcPort }) => (reqMode === 'tcp' ? Number(srcPort) : []));
  return [
    ...clients.flatMap((headers) =>
      hosts.flatMap((host) => paths.map((path) => ({ port: proxyPorts.http, host, path, headers }))),
    ),
    ...entryPorts.map((port) => ({ port, host: '', path: '/', headers: {} })),
  ];
}

/** Of an answer: the service and the path that it was asked for, or the status. */
function inWords({ status, body, path }: Answer, services: SoakServices): string {
  return status === 200 ? `${services.ownerOf(body) ?? `a stranger at ${body}`} ${path}` : String(status);
}

/**
 * Returns what may be answered, in words: what the first route says that takes the request. Where that is of a service that is served
 * as before, which may take less than the wanted version, what comes after it may answer, too.
 */
function createExpected(services: SoakServices, quarantined: Quarantined) {
  const parameters = new Map(services.parameters().map((one) => [one.serviceName ?? '', one]));
  const serves = new Map(quarantined.map((one) => [one.service, one.serves]));
  const specs = read(services.parameters()).specs.filter(
    (spec) => serves.get(spec.serviceName) !== 'nothing',
  );
  const routes = routesOf(specs);
  const defaults = specs
    .filter(({ isDefaultBackend }) => isDefaultBackend)
    .sort((a, b) => (a.aclName < b.aclName ? -1 : 1));

  return (head: RequestHead): readonly string[] => {
    if (head.port !== proxyPorts.http) return [ofEntryPort(head, specs)];
    const takers = [...routes.filter((route) => takes(route, head)), ...defaults];
    const words: string[] = [];
    for (const taker of takers) {
      const name = 'serviceName' in taker ? taker.serviceName : taker.service;
      const answer = isRedirect(taker) ? '301' : answerOf(name, head);
      words.push(answer);
      if (serves.get(name) !== 'last_good') return words;
      words.push(
        '301',
        '302',
        '401',
        '403',
        '503',
        ...[head.path, rewritten(head.path)].map((path) => `${name} ${path}`),
      );
    }
    return [...words, '503'];
  };

  function answerOf(name: string, { path, headers = {} }: RequestHead): string {
    const { users, deniedMethods, httpsOnly, reqPathSearchReplace } = parameters.get(name) ?? {};
    if (httpsOnly) return '302';
    if (deniedMethods) return '403';
    if (users && headers.authorization !== credentials) return '401';
    if (!services.runs(name)) return '503';
    return `${name} ${reqPathSearchReplace ? rewritten(path) : path}`;
  }

  function ofEntryPort({ port }: RequestHead, all: readonly ServiceSpec[]): string {
    const owner = all.find(({ destinations }) =>
      destinations.some((one) => one.mode === 'tcp' && one.srcPort === port),
    );
    return owner && services.runs(owner.serviceName) ? `${owner.serviceName} /` : '0';
  }
}

/** By a redirect from another host, whose routes have a place of their own in the order. */
function isRedirect(taker: Route | ServiceSpec): boolean {
  return 'rank' in taker && taker.rank.startsWith('1!');
}

/** As the only rewriting that services have does it. */
function rewritten(path: string): string {
  return path.replace(/^\/(a|shop)/, '/new$1');
}

export interface Answer {
  /** 0: there is none. */
  readonly status: number;
  readonly body: string;
  /** The path that the service was asked for. */
  readonly path: string;
}

/** Returns the answer of HAProxy. */
export function answerTo(
  { port, host, path, headers = {} }: RequestHead,
  agent: Agent | false = false,
): Promise<Answer> {
  const none = { status: 0, body: '', path: '' };
  return new Promise((resolve) => {
    const to = { host: '127.0.0.1', port, path, agent, timeout: 10_000 } as const;
    const request = get({ ...to, headers: { ...headers, ...(host && { host }) } }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      const asked = String(response.headers['x-path'] ?? '');
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body, path: asked }));
      response.on('error', () => resolve(none));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(none));
  });
}
