import { request } from 'node:http';

export interface Answer {
  /** 0 when there was no answer, or only a part of it. */
  readonly status: number;
  readonly body: string;
}

/** Returns the answer to a GET on a new connection. `host` is the Host header. */
export function httpGet(address: string, path: string, host = address): Promise<Answer> {
  return new Promise((resolve) => {
    const fail = (error: Error) => resolve({ status: 0, body: error.message });
    const headers = { host };
    const options = { host: address, path, headers, agent: false, timeout: 10_000 };
    const asked = request(options, (response) => {
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
    stop: async () => {
      stopped = true;
      await asking;
      return counts;
    },
  };
}
