import { spawn } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { type BenchDns, benchDns } from './bench-dns.js';

/** Where tasks listen. */
export const taskPort = 8000;

/** What a swarm with its DNS and its tasks looks like to a proxy. Names are those that DNS is asked for. */
export interface BenchCluster {
  readonly dns: BenchDns;
  addresses(name: string): readonly string[];
  /** Says that a name has these tasks, without doing anything to them. */
  name(name: string, addresses: readonly string[]): void;
  forget(name: string): void;
  /** Starts a task without naming it. */
  open(address: string): Promise<void>;
  /** A task is known as soon as its process runs, and listens half a second later. */
  arrive(name: string, address: string): Promise<void>;
  /** As Docker does it: a task that ends is first taken out of DNS, and is told so two seconds later. */
  leave(name: string, address: string): Promise<void>;
  close(): void;
}

const startUp = 500;
const goodbye = 2_000;

export async function benchCluster(): Promise<BenchCluster> {
  const names = new Map<string, readonly string[]>();
  const addresses = (name: string) => names.get(name) ?? [];
  const dns = await benchDns('127.0.0.11', addresses);
  const tasks = spawn(process.execPath, [
    ...process.execArgv,
    fileURLToPath(new URL('bench-tasks.ts', import.meta.url)),
  ]);
  tasks.stderr.pipe(process.stderr);
  const answers = createInterface({ input: tasks.stdout });
  answers.setMaxListeners(0);
  let ended = false;
  const end = once(tasks, 'exit').then(() => {
    ended = true;
  });
  const tell = async (order: string) => {
    const heard = new Promise<void>((resolve) => {
      answers.on('line', function listen(line: string) {
        if (line !== order) return;
        answers.off('line', listen);
        resolve();
      });
    });
    tasks.stdin.write(`${order}\n`);
    await Promise.race([heard, end]);
    if (ended) throw new Error('the tasks ended');
  };
  return {
    dns,
    addresses,
    name: (name, list) => void names.set(name, list),
    forget: (name) => void names.delete(name),
    open: (address) => tell(`open ${address}`),
    arrive: async (name, address) => {
      names.set(name, [...addresses(name), address]);
      await sleep(startUp);
      await tell(`open ${address}`);
    },
    leave: async (name, address) => {
      names.set(
        name,
        addresses(name).filter((one) => one !== address),
      );
      await sleep(goodbye);
      await tell(`close ${address}`);
    },
    close: () => {
      tasks.kill();
      dns.close();
    },
  };
}
