import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** What a load of requests came to. */
export interface Load {
  /** Per second. */
  readonly requests: number;
  /** Milliseconds. */
  readonly p99: number;
}

const units: Readonly<Record<string, number>> = { us: 0.001, ms: 1, s: 1000 };

/** Asks 127.0.0.1 for a path by 32 connections for so many seconds. Rejects when an answer is not 2xx. */
export async function wrk(port: number, path: string, host: string, seconds: number): Promise<Load> {
  const { stdout } = await promisify(execFile)('wrk', [
    ...['-t1', '-c32', `-d${seconds}s`, '--latency', '-H', `Host: ${host}`],
    `http://127.0.0.1:${port}${path}`,
  ]);
  const [, p99 = '', unit = ''] = /99%\s+([\d.]+)(us|ms|s)/.exec(stdout) ?? [];
  const requests = /Requests\/sec:\s+([\d.]+)/.exec(stdout)?.[1];
  if (requests === undefined || /Non-2xx/.test(stdout)) throw new Error(`${host}${path}: ${stdout}`);
  return { requests: Number(requests), p99: Number(p99) * (units[unit] ?? 1) };
}
