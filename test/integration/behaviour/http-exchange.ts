import { once } from 'node:events';
import { type IncomingMessage, request } from 'node:http';
import { connect as connectHttp2 } from 'node:http2';
import type { Socket } from 'node:net';
import { TLSSocket } from 'node:tls';
import { gunzipSync } from 'node:zlib';
import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { joined, orderHeader } from '../../support/echo-backend.js';
import { type Answer, noAnswer } from './answer.js';
import { connectionFacts, openConnection } from './connection.js';
import type { HttpStep } from './step.js';

/** Milliseconds. */
const patience = 15_000;

const Echo = t.type({
  service: t.string,
  host: t.string,
  port: t.number,
  method: t.string,
  path: t.string,
  body: t.string,
  headers: t.record(t.string, t.string),
});

/** Cookies that were set, name → value. */
export type CookieJar = Map<string, string>;

/** Sends the request of a step and returns the answer; a connection that breaks is one, too. */
export async function exchangeHttp(
  step: HttpStep,
  portOf: (entry: string) => number,
  jar: CookieJar,
): Promise<Answer> {
  const head = headOf(step, jar);
  const tls = head.isSecure
    ? { sni: head.hostname, ...step.tls, ...(step.http2 ? { alpn: ['h2', 'http/1.1'] } : {}) }
    : undefined;
  const limit = AbortSignal.timeout(step.patience ?? patience);
  let socket: Socket | undefined;
  try {
    socket = await openConnection({ port: portOf(step.entry ?? (head.isSecure ? 'https' : 'http')), tls });
    const facts = connectionFacts(socket);
    limit.addEventListener('abort', () => socket?.destroy(new Error('no answer in time')));
    const isHttp2 = socket instanceof TLSSocket && socket.alpnProtocol === 'h2';
    const answer = isHttp2 ? await overHttp2(head, socket) : await overHttp1(head, socket);
    keepCookies(answer, jar);
    return { ...answer, ...facts };
  } catch (error) {
    return noAnswer(String(error));
  } finally {
    socket?.destroy();
  }
}

interface Head {
  readonly method: string;
  readonly isSecure: boolean;
  readonly host: string;
  readonly hostname: string;
  readonly path: string;
  readonly headers: Readonly<Record<string, string>>;
  readonly body: string;
}

/** `GET /demo` is short for `GET http://waggle.test/demo`. */
function headOf(step: HttpStep, jar: CookieJar): Head {
  const match = /^([A-Z]+) (?:(https?):\/\/([^/?]*))?([/?*].*)?$/.exec(step.request);
  if (match === null) throw new Error(`not a request: ${step.request}`);
  const [, method = 'GET', scheme, host = 'waggle.test', path = '/'] = match;
  const cookies = [...jar].map(([name, value]) => `${name}=${value}`).join('; ');
  return {
    method,
    isSecure: scheme === 'https',
    host,
    hostname: host.replace(/:\d+$/, ''),
    path,
    headers: {
      ...(step.service ? { [orderHeader]: JSON.stringify(step.service) } : {}),
      ...(step.auth ? { authorization: `Basic ${Buffer.from(step.auth).toString('base64')}` } : {}),
      ...(step.cookies ? { cookie: cookies } : {}),
      ...step.headers,
    },
    body: step.body ?? '',
  };
}

async function overHttp1(head: Head, socket: Socket): Promise<Answer> {
  const { method, path, body } = head;
  const headers = { host: head.host, ...head.headers };
  const outgoing = request({ createConnection: () => socket, method, path, headers, setHost: false });
  outgoing.end(body === '' ? undefined : body);
  const [incoming]: [IncomingMessage] = await new Promise((resolve, reject) => {
    outgoing.once('response', (message) => resolve([message]));
    outgoing.once('error', reject);
  });
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return answerOf(incoming.statusCode ?? 0, joined(incoming.rawHeaders), chunks, 'http/1.1');
}

async function overHttp2(head: Head, socket: Socket): Promise<Answer> {
  const session = connectHttp2(`https://${head.host}`, { createConnection: () => socket });
  try {
    const stream = session.request({
      ':method': head.method,
      ':path': head.path,
      ':authority': head.host,
      ...head.headers,
    });
    stream.end(head.body === '' ? undefined : head.body);
    const [received] = await once(stream, 'response');
    const chunks: Buffer[] = [];
    for await (const chunk of stream) chunks.push(Buffer.from(chunk));
    const headers = Object.entries(Object(received)).map(([name, value]) => [
      name,
      [value].flat().join(', '),
    ]);
    return answerOf(Number(Object(received)[':status']), Object.fromEntries(headers), chunks, 'h2');
  } finally {
    session.destroy();
  }
}

function answerOf(
  status: number,
  headers: Readonly<Record<string, string>>,
  chunks: readonly Buffer[],
  protocol: string,
): Answer {
  const raw = Buffer.concat(chunks);
  const body = (headers['content-encoding'] === 'gzip' ? gunzipSync(raw) : raw).toString();
  const echo = Echo.decode(jsonOf(body));
  if (E.isLeft(echo)) return { status, headers, body, protocol };
  const { service, host, port, ...received } = echo.right;
  return { status, headers, body, protocol, service, task: host, port, received };
}

function jsonOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

function keepCookies({ headers }: Answer, jar: CookieJar): void {
  for (const cookie of (headers['set-cookie'] ?? '').split(/, (?=[^ ;]+=)/)) {
    const [, name, value] = /^([^=;]+)=([^;]*)/.exec(cookie) ?? [];
    if (name !== undefined && value !== undefined) jar.set(name, value);
  }
}
