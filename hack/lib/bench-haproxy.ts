import { execFile, spawn } from 'node:child_process';
import { readFileSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';

/** A HAProxy, one process, that serves a folder of files. */
export interface Served {
  readonly folder: string;
  /** Resident, in MB. */
  memory(): number;
  stop(): Promise<void>;
}

/** Returns what answers every request by itself, at this address. */
export function originConfig(address: string): Readonly<Record<string, string>> {
  return {
    'haproxy.cfg': [
      'global',
      '    nbthread 1',
      'defaults',
      '    mode http',
      '    timeout client 60s',
      '    timeout server 60s',
      '    timeout connect 5s',
      'frontend origin',
      `    bind ${address}`,
      '    http-request return status 200 content-type text/plain string ok',
      '',
    ].join('\n'),
  };
}

/** Writes the files, starts HAProxy on haproxy.cfg and resolves when it has read it. */
export async function serve(
  bin: string,
  folder: string,
  files: Readonly<Record<string, string>>,
): Promise<Served> {
  for (const [name, text] of Object.entries(files)) {
    await mkdir(dirname(join(folder, name)), { recursive: true });
    await writeFile(join(folder, name), text);
  }
  const child = spawn(bin, ['-db', '-f', 'haproxy.cfg'], { cwd: folder, stdio: 'ignore' });
  const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
  await listening(`${child.pid}`);
  return {
    folder,
    memory: () =>
      Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${child.pid}/status`, 'utf8'))?.[1]) / 1024,
    stop: async () => {
      child.kill('SIGTERM');
      await ended;
    },
  };
}

/** Returns how long `haproxy -c` takes, in seconds: the best of three. */
export async function checkTime(bin: string, folder: string): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < 3; run++) {
    const from = performance.now();
    await promisify(execFile)(bin, ['-c', '-f', 'haproxy.cfg'], { cwd: folder, maxBuffer: 1e8 });
    times.push((performance.now() - from) / 1000);
  }
  return Math.min(...times);
}

/** Resolves when a process has a listening socket. Rejects when it ends before. */
async function listening(pid: string): Promise<void> {
  for (;;) {
    const { stdout } = await promisify(execFile)('ss', ['-Htlnp']);
    if (stdout.includes(`pid=${pid},`)) return;
    readFileSync(`/proc/${pid}/status`);
    await sleep(20);
  }
}
