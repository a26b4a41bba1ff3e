import type { Parameters } from '../../src/core/parameters/parameters.js';
import { type BenchCluster, taskPort } from './bench-cluster.js';
import type { Random } from './soak-random.js';
import { badLines, plainService, randomService } from './soak-random-service.js';
import type { SoakSwarm } from './soak-swarm.js';

/** Services that come, change and go at random, each with tasks of its own: the address of an answer says whose it is. */
export interface SoakServices {
  /** Adds, changes or removes some, or moves their tasks. Where it is plain, a HAProxy of today needs no reload for most of it. */
  change(isPlain: boolean): void;
  readonly parameters: () => readonly Parameters[];
  /** Whether HAProxy refuses it. */
  isBad(service: string): boolean;
  /** Whether it has a task. */
  runs(service: string): boolean;
  /** Returns the service whose task this is. */
  ownerOf(address: string): string | undefined;
}

/** They are there from the beginning, stay as they are, and come first: one with a virtual address, one by its tasks. */
export const stableServices = [
  {
    ...{ serviceName: 'stable', aclName: '0-stable', servicePath: '/.well-known/stable' },
    ...{ port: String(taskPort), replicas: '1' },
  },
  {
    ...{ serviceName: 'steady', aclName: '0-steady', servicePath: '/.well-known/steady' },
    ...{ port: String(taskPort), replicas: '3', endpointMode: 'dnsrr' },
  },
] as const;

/** Services: how many there are most of the time; how many come at once now and then, more than HAProxy is given at run time. */
const usual = 40;
const swarmSize = 120;

export function soakServices(cluster: BenchCluster, swarm: SoakSwarm, random: Random): SoakServices {
  const services = new Map<string, Parameters>();
  const gone = new Map<string, Parameters>();
  const owners = new Map<string, string>();
  let counted = 0;
  let nextTask = 0;
  const next = () => (counted += 1);

  const put = (parameters: Parameters) => {
    services.set(parameters.serviceName ?? '', parameters);
    swarm.put(parameters);
  };
  const tasksOf = (name: string) => cluster.addresses(`tasks.${name}`);
  /** Gives it these tasks; the first stands for its virtual address. None: its names are unknown. */
  const place = (name: string, addresses: readonly string[]) => {
    for (const address of tasksOf(name)) owners.delete(address);
    for (const address of addresses) owners.set(address, name);
    cluster.name(name, addresses.slice(0, 1));
    cluster.name(`tasks.${name}`, addresses);
  };
  const newTasks = (count: number) =>
    Array.from({ length: count }, () => {
      nextTask += 1;
      return `127.${1 + Math.floor(nextTask / 62_500)}.${Math.floor(nextTask / 250) % 250}.${1 + (nextTask % 250)}`;
    });
  const add = (parameters: Parameters) => {
    put(parameters);
    place(parameters.serviceName ?? '', newTasks(1 + random.below(4)));
  };
  const remove = (parameters: Parameters) => {
    const name = parameters.serviceName ?? '';
    services.delete(name);
    gone.set(name, parameters);
    swarm.remove(name);
    place(name, []);
  };
  const isOfSwarm = ({ serviceName = '' }: Parameters) => serviceName.startsWith('swarm-');
  const isStable = ({ serviceName = '' }: Parameters) =>
    stableServices.some((one) => one.serviceName === serviceName);
  const theSwarm = () => [...services.values()].filter(isOfSwarm);
  const others = () => [...services.values()].filter((one) => !isOfSwarm(one) && !isStable(one));
  const onSome = (work: (one: Parameters, name: string) => void) => () => {
    const one = random.of(others());
    if (one) work(one, one.serviceName ?? '');
  };

  const works = {
    plainAdded: () => add(plainService(random, `plain-${next()}`)),
    plainRemoved: () => {
      const one = random.of(others().filter(({ serviceName = '' }) => serviceName.startsWith('plain-')));
      if (one) remove(one);
    },
    added: () => add(randomService(random, `s${random.below(10)}-${next()}`)),
    changed: onSome((_, name) => put(randomService(random, name))),
    moved: onSome((_, name) => place(name, newTasks(1 + random.below(4)))),
    scaled: onSome((_, name) =>
      place(name, [...tasksOf(name).slice(1), ...newTasks(random.below(3))].slice(0, 6)),
    ),
    stopped: onSome((_, name) => place(name, [])),
    removed: onSome(remove),
    /** The same name again, as it was or otherwise, with other tasks. */
    returned: () => {
      const one = random.of([...gone.values()].slice(-5));
      if (!one) return;
      gone.delete(one.serviceName ?? '');
      add(random.below(2) === 0 ? one : randomService(random, one.serviceName ?? ''));
    },
    spoilt: onSome((one) => put({ ...one, backendExtra: random.of(badLines) ?? '' })),
    addedBad: () =>
      add({ ...randomService(random, `bad-${next()}`), backendExtra: random.of(badLines) ?? '' }),
    tcpAdded: () => {
      const number = next();
      add({
        ...{ serviceName: `tcp-${number}`, port: String(taskPort), replicas: '2' },
        ...{ srcPort: String(20_000 + (number % 10_000)), reqMode: 'tcp' },
      });
    },
    /** Very many at once come, or all of them go. */
    swarmed: () => {
      const there = theSwarm();
      for (const one of there) remove(one);
      if (there.length > 0) return;
      for (let number = 0; number < swarmSize; number++)
        add({
          ...{ serviceName: `swarm-${number}`, port: String(taskPort), replicas: '1' },
          servicePath: `/swarm/${number}/`,
        });
    },
  };

  for (const service of stableServices) {
    put(service);
    const addresses = Array.from(
      { length: Number(service.replicas) },
      (_, at) => `127.0.${services.size + 1}.${at + 1}`,
    );
    place(service.serviceName, addresses);
  }

  return {
    change: (isPlain) => {
      const isCrowded = others().length >= usual;
      const often = isCrowded ? (['removed'] as const) : (['added', 'returned'] as const);
      const always = ['changed', 'changed', 'moved', 'scaled', ...often, ...often] as const;
      const seldom = ['spoilt', 'addedBad', 'tcpAdded', 'stopped', 'removed'] as const;
      const plain = [isCrowded ? 'plainRemoved' : 'plainAdded', 'plainRemoved', 'moved', 'scaled'] as const;
      const isTime = random.below(theSwarm().length > 0 ? 25 : 80) === 0;
      const kinds = isPlain ? plain : random.below(8) === 0 ? seldom : always;
      const kind = isTime ? 'swarmed' : random.of<keyof typeof works>(kinds);
      works[kind ?? 'changed']();
    },
    parameters: () => [...services.values()],
    isBad: (name) => services.get(name)?.backendExtra !== undefined,
    runs: (name) => tasksOf(name).length > 0,
    ownerOf: (address) => owners.get(address),
  };
}
