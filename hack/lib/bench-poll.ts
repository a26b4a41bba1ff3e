import { Agent, get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between an answer and the next question. */
const pause = 2;
const patience = 60_000;

/** A question that has no answer by then is followed by another, on another connection: HAProxy may be retrying for it. */
const impatience = 30;

/** A client that keeps its connections, like a browser does. */
export interface Client {
  /** Asks for the path until an answer has this status. Returns when that was, in ms since the epoch. */
  until(path: string, status: number): Promise<number>;
  /** Answers that did not come, so far: a connection was broken. */
  broken(): number;
  close(): void;
}

export function createClient(base: string): Client {
  const agent = new Agent({ keepAlive: true });
  let broken = 0;
  return {
    until: async (path, status) => {
      const end = now() + patience;
      let found: number | undefined;
      const ask = async () => {
        try {
          if ((await statusOf(`${base}${path}`, agent)) === status) found ??= now();
        } catch (error) {
          // refused: it has not started yet
          if (!(error instanceof Error && 'code' in error && error.code === 'ECONNREFUSED')) broken += 1;
        }
      };
      while (found === undefined) {
        if (now() > end) throw new Error(`${path} does not answer ${status} within ${patience} ms`);
        await Promise.race([ask(), sleep(impatience)]);
        if (found === undefined) await sleep(pause);
      }
      return found;
    },
    broken: () => broken,
    close: () => agent.destroy(),
  };
}

/** Milliseconds since the epoch, and fractions of them. */
export function now(): number {
  return performance.timeOrigin + performance.now();
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
