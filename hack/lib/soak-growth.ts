import { readdir } from 'node:fs/promises';
import { type BenchProxy, openFiles, residentMemory } from './bench-proxy.js';
import { median } from './bench-routing-configs.js';

/** What must not grow, at one moment. */
export type Sample = Readonly<Record<(typeof kinds)[number], number>>;

/** Memory in MB; open files, sockets among them; files on disk. */
const kinds = [
  'Waggle MB',
  'Waggle open',
  'controller MB',
  'controller open',
  'HAProxy MB',
  'HAProxy open',
  'HAProxy processes',
  'processes',
  'run files',
  'state files',
] as const;
export const sampleKinds: readonly string[] = kinds;

/** What may be added to it by how much is asked for just then. */
const allowance = { share: 0.2, count: 10 } as const;

export interface Watched {
  readonly proxy: BenchProxy;
  readonly controller: number;
  readonly run: string;
  readonly state: string;
}

export async function sample({ proxy, controller, run, state }: Watched): Promise<Sample> {
  const { waggle, haproxy } = await proxy.processes();
  return {
    'Waggle MB': residentMemory(waggle),
    'Waggle open': await openFiles(waggle),
    'controller MB': residentMemory(controller),
    'controller open': await openFiles(controller),
    'HAProxy MB': sum(haproxy.map(residentMemory)),
    'HAProxy open': sum(await Promise.all(haproxy.map(openFiles))),
    'HAProxy processes': haproxy.length,
    processes: (await readdir('/proc')).filter((name) => /^\d+$/.test(name)).length,
    'run files': (await readdir(run, { recursive: true })).length,
    'state files': (await readdir(state, { recursive: true })).length,
  };
}

/** For each kind: the medians of some samples and of later ones, and whether it grew. */
export function growth(earlier: readonly Sample[], later: readonly Sample[]) {
  return kinds.map((kind) => {
    const middle = (samples: readonly Sample[]) => median(samples.map((one) => one[kind]));
    const [before, after] = [middle(earlier), middle(later)];
    const isProcesses = kind.endsWith('processes');
    const most = isProcesses ? before : before * (1 + allowance.share) + allowance.count;
    return { kind, before, after, grew: after > most };
  });
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
