import { Agent, createServer, request } from 'node:http';
import { listen } from './haproxy-bench.js';

/** An HTTP server that answers with its own address. */
export interface Upstream {
  readonly port: number;
  readonly close: () => Promise<void>;
}

/** @param delay ms before `/slow` is answered */
export async function upstream(host: string, port = 0, delay = 0): Promise<Upstream> {
  const server = createServer((incoming, response) => {
    setTimeout(() => response.end(host), incoming.url?.startsWith('/slow') ? delay : 0);
  });
  server.keepAliveTimeout = 60_000;
  const bound = await listen(server, port, host);
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

export interface Reply {
  /** 0 when there was no answer. */
  readonly status: number;
  readonly body: string;
}

/** Returns the answer to a GET; a connection that breaks is a status 0. */
export function get(port: number, path: string, agent?: Agent): Promise<Reply> {
  return new Promise((resolve) => {
    const outgoing = request({ host: '127.0.0.1', port, path, agent: agent ?? false }, (response) => {
      let body = '';
      response.setEncoding('utf8');
      response.on('data', (chunk: string) => {
        body += chunk;
      });
      response.on('end', () => resolve({ status: response.statusCode ?? 0, body }));
      response.on('error', (error) => resolve({ status: 0, body: error.message }));
    });
    outgoing.on('error', (error) => resolve({ status: 0, body: error.message }));
    outgoing.end();
  });
}

/** Asks one request after the other until it is stopped, and returns the replies. */
export function requestLoop(
  port: number,
  path: string,
  agent?: Agent,
): { stop(): Promise<readonly Reply[]> } {
  const replies: Reply[] = [];
  let stopped = false;
  const loop = (async () => {
    while (!stopped) replies.push(await get(port, path, agent));
  })();
  return {
    stop: async () => {
      stopped = true;
      await loop;
      return replies;
    },
  };
}

export function keepAlive(): Agent {
  return new Agent({ keepAlive: true, maxSockets: 1 });
}
