import { deafBackend } from '../../support/deaf-backend.js';
import { type Backend, echoBackend, type Identity } from '../../support/echo-backend.js';
import { type FakeDns, fakeDns } from '../../support/fake-dns.js';
import { greetingBackend } from '../../support/greeting-backend.js';
import { redisBackend } from '../../support/redis-backend.js';
import { certificateFor } from './certificate-for.js';
import { type Places, type ServicePort, servicePlaces } from './places.js';

/** The network behind the proxies: names, and services that listen on addresses of their own. */
export interface World {
  readonly dns: FakeDns;
  readonly places: Places;
  /** Makes the tasks of a service listen, and its name known. */
  run(service: string, tasks: number): Promise<void>;
  /** Stops the task at an address. */
  crash(address: string): Promise<void>;
  /** Stops the task at an address, which is known no more. */
  leave(address: string): Promise<void>;
  /** Listens on a port that only some services have. */
  runPort(service: string, port: ServicePort): Promise<void>;
  close(): Promise<void>;
}

type Start = (identity: Identity) => Promise<Backend>;

/** What every task listens on. */
const everywhere: Readonly<Partial<Record<ServicePort, Start>>> = {
  echo: (identity) => echoBackend(identity),
  'other-echo': (identity) => echoBackend(identity),
  'https-echo': (identity) => echoBackend(identity, certificateFor({ certificate: identity.service })),
  greeting: (identity) => greetingBackend(identity),
  'other-greeting': (identity) => greetingBackend(identity),
  'tls-greeting': (identity) => greetingBackend(identity, certificateFor({ certificate: identity.service })),
};

/** What a task listens on where a case asks for it. */
const onDemand: Readonly<Partial<Record<ServicePort, Start>>> = {
  redis: ({ host, port }) => redisBackend(host, port),
  deaf: ({ host, port }) => deafBackend(host, port),
};

/** Returns a network with nobody in it; `net` keeps the addresses (127.0.net.x) of two worlds apart. */
export async function openWorld(net: number): Promise<World> {
  const dns = await fakeDns();
  const places = await servicePlaces();
  /** Addresses of each service, in the order of its tasks; kept, so that a name means the same in all cases. */
  const addresses = new Map<string, readonly string[]>();
  const listening = new Map<string, Backend>();
  let last = 0;

  const newAddresses = (count: number) =>
    Array.from({ length: count }, () => {
      last += 1;
      return `127.0.${net}.${last}`;
    });
  const start = async (service: string, host: string, name: string, starts: Start | undefined) => {
    const key = `${host} ${name}`;
    if (starts === undefined || listening.has(key)) return;
    listening.set(key, await starts({ service, host, port: Number(places.get(name)) }));
  };
  const stop = async (host: string) => {
    for (const [key, backend] of [...listening]) {
      if (!key.startsWith(`${host} `)) continue;
      listening.delete(key);
      await backend.close();
    }
  };
  /** The name of a service stands for one address, as a virtual one does. */
  const announce = (service: string, hosts: readonly string[]) => {
    dns.set(`tasks.${service}`, hosts);
    dns.set(service, hosts.slice(0, 1));
  };
  return {
    dns,
    places,
    run: async (service, tasks) => {
      const hosts = addresses.get(service) ?? newAddresses(tasks);
      if (hosts.length !== tasks) throw new Error(`${service} has ${hosts.length} tasks in another case`);
      addresses.set(service, hosts);
      announce(service, hosts);
      for (const host of hosts)
        for (const [name, starts] of Object.entries(everywhere)) await start(service, host, name, starts);
    },
    crash: stop,
    leave: async (address) => {
      const [service = ''] = [...addresses].find(([, hosts]) => hosts.includes(address)) ?? [];
      const known = await dns.resolve(`tasks.${service}`);
      const staying = known.filter((host) => host !== address);
      announce(service, staying);
      await stop(address);
    },
    runPort: async (service, port) => {
      for (const host of addresses.get(service) ?? []) await start(service, host, port, onDemand[port]);
    },
    close: async () => {
      dns.close();
      await Promise.all([...listening.values()].map((backend) => backend.close()));
    },
  };
}
