import { Agent } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import type { BenchCluster } from './bench-cluster.js';
import { proxyPorts } from './bench-proxy.js';
import { websocketLoad } from './churn-loads.js';
import { answerTo } from './soak-compare.js';
import { stableServices } from './soak-services.js';

/** What became of the requests to services that nobody touches. */
export interface Load {
  readonly asked: number;
  /** A line for each that failed or was answered by somebody else. */
  readonly failures: readonly string[];
}

const websockets = 3;

/** Asks each stable service over kept connections and over new ones, and keeps WebSockets open for so many seconds. */
export function startLoad(cluster: BenchCluster, folder: string, seconds: number): { stop(): Promise<Load> } {
  let going = true;
  let asked = 0;
  const failures: string[] = [];
  const kept = new Agent({ keepAlive: true, maxSockets: 4 });
  const ask = async (name: string, path: string, agent: Agent | false) => {
    const tasks = cluster.addresses(`tasks.${name}`);
    const head = { port: proxyPorts.http, host: 'stable.example.com', path };
    while (going) {
      const from = performance.now();
      const { status, body } = await answerTo(head, agent);
      asked += 1;
      const took = (performance.now() - from).toFixed(0);
      if (status !== 200 || !tasks.includes(body))
        failures.push(
          `${new Date().toISOString()} ${path} ${agent ? 'kept' : 'new'}: ${status} ${body.slice(0, 15)} after ${took} ms`,
        );
      await sleep(10);
    }
  };
  const asking = Promise.all(
    stableServices.flatMap(({ serviceName, servicePath }) =>
      [kept, false as const].map((agent) => ask(serviceName, servicePath, agent)),
    ),
  );
  const talk = websocketLoad(websockets, { host: '', path: stableServices[0].servicePath, folder, seconds });
  return {
    stop: async () => {
      const { failed, requests } = await talk;
      going = false;
      await asking;
      kept.destroy();
      return {
        asked: asked + requests,
        failures: [...failures, ...Array.from({ length: failed }, () => 'a WebSocket broke')],
      };
    },
  };
}
