import { readFileSync } from 'node:fs';
import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Outcome } from '../../src/core/outcome.js';
import type { Snapshot } from '../../src/core/snapshot/snapshot.js';
import { encodeSnapshot, revisionHeader, snapshotPath } from '../../src/core/snapshot/wire.js';
import { gzip } from '../../src/distribution/gzip.js';
import { createHttpClient } from '../../src/distribution/http-client.js';
import { processesOf } from '../../src/haproxy/leftovers.js';
import { startProgram } from '../../test/support/run-program.js';

/** Where a proxy listens: it has the network to itself. */
export const proxyPorts = { http: 80, https: 443, api: 8080 } as const;

/** `waggle proxy` as it is built, in a network of its own. Everything about it is kept in one folder, over restarts. */
export interface BenchProxy {
  /** Starts it, or starts it again; resolves when its API answers. */
  start(): Promise<void>;
  /** Sends a snapshot as a controller does. The answer comes when HAProxy serves it. Rejects when it did not come. */
  put(snapshot: Snapshot): Promise<Answered>;
  /** Values of the metric, by the text of its labels. */
  metric(name: string): Promise<ReadonlyMap<string, number>>;
  /** Waggle's process, HAProxy's master and its workers, the oldest first. */
  processes(): Promise<{ readonly waggle: number; readonly haproxy: readonly number[] }>;
  /** Ends it as Swarm does. */
  stop(): Promise<void>;
  /** Ends only Waggle, with no chance to do anything. */
  kill(): Promise<void>;
  /** All it has said since it was started. */
  said(): string;
}

export interface Answered {
  readonly status: number;
  readonly outcome: Outcome;
  /** ms from the first byte sent to the answer. */
  readonly took: number;
}

export function benchProxy(
  bin: string,
  folder: string,
  env: Readonly<Record<string, string>> = {},
): BenchProxy {
  const client = createHttpClient();
  const run = () =>
    startProgram(['proxy'], {
      HAPROXY_BIN: bin,
      RUN_DIR: join(folder, 'run'),
      STATE_DIR: join(folder, 'state'),
      TEMPLATES_DIR: join(folder, 'templates'),
      SECRETS_DIR: join(folder, 'secrets'),
      CERTS_DIR: join(folder, 'certs'),
      ERRORFILES_DIR: join(folder, 'errorfiles'),
      ...env,
    });
  let program: ReturnType<typeof run> | undefined;

  const ask = (method: 'GET' | 'PUT', path: string, headers = {}, body: Buffer = Buffer.alloc(0)) =>
    client.send({
      ...{ method, path, headers, host: '127.0.0.1', port: proxyPorts.api, limit: 1e8 },
      ...(method === 'PUT' && { body }),
      signal: AbortSignal.timeout(120_000),
    });

  return {
    start: async () => {
      program = run();
      while (!(await ask('GET', '/v1/waggle/revision').catch(() => undefined))) {
        if (program.child.exitCode !== null) throw new Error(program.stdout() + program.stderr());
        await sleep(10);
      }
    },
    put: async (snapshot) => {
      const body = await gzip(encodeSnapshot(snapshot));
      const headers = {
        'content-type': 'application/json',
        'content-encoding': 'gzip',
        [revisionHeader]: snapshot.revision,
      };
      const from = performance.now();
      const answer = await ask('PUT', snapshotPath, headers, body);
      const took = performance.now() - from;
      const said = JSON.parse(answer.body.toString());
      return { status: answer.status, outcome: said.Outcome ?? said, took };
    },
    metric: async (name) => {
      const page = (await ask('GET', '/metrics')).body.toString();
      const lines = page.matchAll(new RegExp(`^${name}(?:\\{(.*)\\})? (\\S+)$`, 'gm'));
      return new Map([...lines].map(([, labels = '', value]) => [labels, Number(value)]));
    },
    processes: async () => ({
      waggle: program?.child.pid ?? 0,
      haproxy: await processesOf(join(folder, 'run', 'config', 'haproxy.cfg')),
    }),
    stop: async () => {
      program?.child.kill('SIGTERM');
      await program?.ended;
      client.close();
    },
    kill: async () => {
      program?.child.kill('SIGKILL');
      await program?.ended;
    },
    said: () => `${program?.stdout() ?? ''}${program?.stderr() ?? ''}`,
  };
}

/** Returns what a process keeps in memory, in MB; 0 when it is gone. */
export function residentMemory(pid: number): number {
  try {
    const status = readFileSync(`/proc/${pid}/status`, 'utf8');
    return Number(/VmRSS:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024;
  } catch {
    return 0;
  }
}

/** Returns how many files and sockets a process has open; 0 when it is gone. */
export async function openFiles(pid: number): Promise<number> {
  return (await readdir(`/proc/${pid}/fd`).catch(() => [])).length;
}

/** Returns the seconds of CPU time that a process has used. */
export async function cpuSeconds(pid: number): Promise<number> {
  const fields = (await readFile(`/proc/${pid}/stat`, 'utf8')).replace(/^.*\) /, '').split(' ');
  return (Number(fields[11]) + Number(fields[12])) / 100;
}
