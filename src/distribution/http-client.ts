import { Agent, type IncomingHttpHeaders, type IncomingMessage, request } from 'node:http';

export interface HttpRequest {
  readonly method: 'GET' | 'PUT';
  readonly host: string;
  readonly port: number;
  readonly path: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: Buffer;
  /** Bytes of the answer's body that are read; a longer one is an error. */
  readonly limit: number;
  /** Ends the request. */
  readonly signal: AbortSignal;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly body: Buffer;
}

export interface HttpClient {
  /** Returns the answer, whatever its status; rejects when there is none. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Closes the connections that are kept open. */
  close(): void;
}

/**
 * Returns a client that keeps its connections open, since a new one costs a change about as much as all the rest.
 *
 * @param headers sent with every request
 */
export function createHttpClient(headers: Readonly<Record<string, string>> = {}): HttpClient {
  const agent = new Agent({ keepAlive: true });
  return {
    send: async (outgoing) => {
      const full = { ...outgoing, headers: { ...headers, ...outgoing.headers } };
      try {
        return await exchange(full, agent);
      } catch (error) {
        if (!(error instanceof StaleConnection)) throw error;
        return await exchange(full, false);
      }
    },
    close: () => agent.destroy(),
  };
}

/** The other side closed a kept connection just as it was used again: everything here may be asked twice. */
class StaleConnection extends Error {}

function exchange(outgoing: HttpRequest, agent: Agent | false): Promise<HttpAnswer> {
  const { method, host, port, path, headers, body, limit, signal } = outgoing;
  const length = body === undefined ? {} : { 'content-length': body.length };
  return new Promise((resolve, reject) => {
    const sent = request(
      { method, host, port, path, agent, signal, headers: { ...headers, ...length } },
      (message) => {
        readBody(message, limit).then(
          (answer) => resolve({ status: message.statusCode ?? 0, headers: message.headers, body: answer }),
          reject,
        );
      },
    );
    sent.on('error', (error: NodeJS.ErrnoException) => {
      const isStale = sent.reusedSocket && (error.code === 'ECONNRESET' || error.code === 'EPIPE');
      reject(isStale ? new StaleConnection(error.message) : error);
    });
    sent.end(body);
  });
}

async function readBody(message: IncomingMessage, limit: number): Promise<Buffer> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of message) {
    size += chunk.length;
    if (size > limit) throw new Error(`the answer is longer than ${limit} bytes`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks);
}
