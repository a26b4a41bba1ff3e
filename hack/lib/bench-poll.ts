import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between an answer and the next question. */
const pause = 2;
const patience = 60_000;

/** A client that keeps its connection, like a browser does. */
export interface Client {
  /** Asks for the path until the answer has this status. Returns when that was, in ms since the epoch. */
  until(path: string, status: number): Promise<number>;
  /** Answers that did not come, so far: a connection was broken. */
  broken(): number;
  close(): void;
}

export function createClient(base: string): Client {
  const agent = new Agent({ keepAlive: true, maxSockets: 1 });
  let broken = 0;
  return {
    until: async (path, status) => {
      const end = Date.now() + patience;
      for (;;) {
        const answered = await statusOf(`${base}${path}`, agent).catch(({ code }: NodeJS.ErrnoException) => {
          if (code !== 'ECONNREFUSED') broken += 1; // refused: it has not started yet
        });
        const now = performance.timeOrigin + performance.now();
        if (answered === status) return now;
        if (now > end) throw new Error(`${path} answers ${answered} and not ${status} after ${patience} ms`);
        await sleep(pause);
      }
    },
    broken: () => broken,
    close: () => agent.destroy(),
  };
}

function statusOf(url: string, agent: Agent): Promise<number | undefined> {
  return new Promise((resolve, reject) => {
    const request = get(url, { agent, timeout: 5000 }, (response) => {
      response.resume();
      response.on('end', () => resolve(response.statusCode));
      response.on('error', reject);
    });
    request.on('timeout', () => request.destroy(new Error('no answer')));
    request.on('error', reject);
  });
}
