import type { Parameters } from '../../src/core/parameters/parameters.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { type BenchCluster, taskPort } from './bench-cluster.js';
import type { Random } from './soak-random.js';

/** Services that come, change and go at random, each with tasks of its own: the address of an answer says whose it is. */
export interface SoakServices {
  /** Adds, changes or removes one, or moves its tasks. Returns what it did, in a word. */
  change(): string;
  readonly snapshot: () => ReturnType<typeof snapshotOf>;
  readonly parameters: () => readonly Parameters[];
  /** Names of those that HAProxy refuses: nobody gets them. */
  readonly refused: () => ReadonlySet<string>;
  /** Returns the service whose task this is. */
  ownerOf(address: string): string | undefined;
}

/** It is there from the beginning, stays as it is, and comes first. */
export const stableService = {
  serviceName: 'stable',
  aclName: '0-stable',
  port: String(taskPort),
  servicePath: '/.well-known/stable',
} as const;
const stableTask = '127.0.2.1';

const most = 40;
/** Few of each, so that services get into each other's way. */
const paths = [
  '/',
  '/a',
  '/a/b',
  '/b',
  '/b/c',
  '/shop',
  '/shop/cart',
  '/.well-known/x',
  '/A',
  '/a.txt',
] as const;
const hosts = ['one.example.com', 'two.example.com', 'two.', '*.example.org', 'three.example.org'] as const;

export function soakServices(cluster: BenchCluster, random: Random): SoakServices {
  const services = new Map<string, Parameters>();
  const owners = new Map<string, string>();
  let nextName = 0;
  let nextTask = 0;

  /** Gives it a few tasks, all of them new; the first stands for its virtual address. */
  const place = ({ serviceName = '' }: Parameters) => {
    for (const [address, owner] of owners) if (owner === serviceName) owners.delete(address);
    const addresses = Array.from({ length: 1 + random.below(4) }, () => {
      nextTask += 1;
      return `127.1.${Math.floor(nextTask / 250) % 250}.${1 + (nextTask % 250)}`;
    });
    for (const address of addresses) owners.set(address, serviceName);
    cluster.name(serviceName, addresses.slice(0, 1));
    cluster.name(`tasks.${serviceName}`, addresses);
  };

  const put = (parameters: Parameters) => services.set(parameters.serviceName ?? '', parameters);
  const add = (name: string, more: Parameters = {}) => {
    const parameters = { ...randomService(random, name), ...more };
    put(parameters);
    place(parameters);
  };

  const remove = (name: string) => {
    services.delete(name);
    cluster.forget(name);
    cluster.forget(`tasks.${name}`);
    for (const [address, owner] of owners) if (owner === name) owners.delete(address);
  };

  const some = () => random.of([...services.values()].filter((one) => one !== stableService));

  const works: Readonly<Record<string, () => void>> = {
    added: () => {
      nextName += 1;
      add(`s${random.below(10)}-${nextName}`);
    },
    changed: () => {
      const one = some();
      if (one) put(randomService(random, one.serviceName ?? ''));
    },
    moved: () => {
      const one = some();
      if (one) place(one);
    },
    removed: () => {
      const one = some();
      if (one) remove(one.serviceName ?? '');
    },
    refused: () => {
      nextName += 1;
      add(`refused-${nextName}`, { backendExtra: 'this is no line of HAProxy' });
    },
  };

  put(stableService);
  cluster.name(stableService.serviceName, [stableTask]);
  owners.set(stableTask, stableService.serviceName);

  return {
    change: () => {
      const growing = services.size < most / 2;
      const crowded = services.size > most;
      const kinds = [
        'changed',
        'moved',
        'added',
        'removed',
        ...(growing ? ['added'] : []),
        ...(crowded ? ['removed'] : []),
      ];
      const kind = random.below(20) === 0 ? 'refused' : (random.of(kinds) ?? '');
      works[kind]?.();
      return kind;
    },
    snapshot: () => snapshotOf([...services.values()]),
    parameters: () => [...services.values()],
    refused: () =>
      new Set([...services.values()].flatMap((one) => (one.backendExtra ? [one.serviceName ?? ''] : []))),
    ownerOf: (address) => owners.get(address),
  };
}

/** Some of what labels can say that decides which requests a service gets, or how HAProxy is told of it. */
function randomService(random: Random, serviceName: string): Parameters {
  const sometimes = (name: string, value: string, odds = 4) =>
    random.below(odds) === 0 ? { [name]: value } : {};
  const listOf = (all: readonly string[]) =>
    [...new Set(Array.from({ length: 1 + random.below(2) }, () => random.of(all) ?? ''))].join(',');
  return {
    serviceName,
    port: String(taskPort),
    servicePath: listOf(paths),
    ...sometimes('serviceDomain', listOf(hosts), 2),
    ...sometimes('pathType', random.of(['path', 'path_beg', 'path_end', 'path_sub', 'path_reg']) ?? ''),
    ...sometimes('servicePathExclude', random.of(paths) ?? '', 8),
    ...sometimes('timeoutServer', String(10 + random.below(3))),
    ...sometimes('discoveryType', 'DNS', 3),
    ...sometimes('replicas', String(1 + random.below(12)), 3),
    ...sometimes('checkResolvers', 'true', 6),
    ...sometimes('sessionType', 'sticky-server', 6),
    ...sometimes('addResHeader', 'X-Soak yes', 6),
    ...sometimes('port', 'notaport', 25),
  };
}
