import { Agent, type ClientRequest, type IncomingMessage, request } from 'node:http';
import { request as secureRequest } from 'node:https';
import { setTimeout as sleep } from 'node:timers/promises';
import { TLSSocket } from 'node:tls';

export interface Answer {
  /** 0 when there was no answer, or only a part of it. */
  readonly status: number;
  readonly body: string;
}

/** Returns the answer to a GET on a new connection. `address` may have a port; `host` is the Host header. */
export function httpGet(address: string, path: string, host = address): Promise<Answer> {
  const [name, port] = address.split(':');
  return answerTo((done) =>
    request({ host: name, port, path, headers: { host }, agent: false, timeout: 10_000 }, done),
  );
}

/** Returns a client that keeps its connection and its cookies, as browsers do. */
export function createClient(address: string): (path: string) => Promise<Answer> {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  const cookies = new Set<string>();
  return (path) => {
    const headers = cookies.size === 0 ? {} : { cookie: [...cookies].join('; ') };
    return answerTo((done) =>
      request({ host: address, path, headers, agent, timeout: 10_000 }, (response) => {
        for (const cookie of response.headers['set-cookie'] ?? []) cookies.add(cookie.split(';')[0] ?? '');
        done(response);
      }),
    );
  };
}

/** The same over TLS, to port 443; also the common name of the certificate, which need not be known to anybody. */
export async function httpsGet(
  address: string,
  path: string,
  host: string,
  { auth }: { readonly auth?: string },
): Promise<Answer & { readonly certificate: string }> {
  let certificate = '';
  const options = { host: address, path, headers: { host }, auth, agent: false, timeout: 10_000 };
  const answer = await answerTo((done) =>
    secureRequest({ ...options, servername: host, rejectUnauthorized: false }, (response) => {
      if (response.socket instanceof TLSSocket)
        certificate = String(response.socket.getPeerCertificate().subject.CN);
      done(response);
    }),
  );
  return { ...answer, certificate };
}

function answerTo(ask: (done: (response: IncomingMessage) => void) => ClientRequest): Promise<Answer> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ status: 0, body: error.message });
    const asked = ask((response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', fail);
    });
    asked.on('timeout', () => asked.destroy(new Error('no answer in 10 s')));
    asked.on('error', fail);
    asked.end();
  });
}

/** Requests that are asked one after the other until they are stopped. */
export interface Asking {
  /** How often each status was answered so far. */
  counts(): Readonly<Record<number, number>>;
  /** Returns how often each status was answered. */
  stop(): Promise<Readonly<Record<number, number>>>;
}

export function keepAsking(ask: () => Promise<Pick<Answer, 'status'>>): Asking {
  const counts: Record<number, number> = {};
  let stopped = false;
  const asking = (async () => {
    while (!stopped) {
      const { status } = await ask();
      counts[status] = (counts[status] ?? 0) + 1;
    }
  })();
  return {
    counts: () => ({ ...counts }),
    stop: async () => {
      stopped = true;
      await asking;
      return counts;
    },
  };
}

/** The same, some hundred times a second at most: several of these leave the machine to those they ask. */
export function askSteadily(ask: () => Promise<Pick<Answer, 'status'>>): Asking {
  return keepAsking(async () => {
    await sleep(10);
    return await ask();
  });
}
