import type { Destination, ServiceSpec } from '../parameters/service-spec.js';
import type { Discovery } from '../rendered-config.js';

/** A backend's server line and how its servers are found. */
export interface Servers {
  readonly line: string;
  readonly discovery: Omit<Discovery, 'backend'>;
}

/**
 * Returns the servers of a destination. A service with a virtual address is one server by its name; otherwise there is
 * a slot for every task, filled by HAProxy's resolvers. `init-addr last,none`: a name that nobody knows never stops
 * HAProxy, and what was known before a reload is known after it.
 */
export function serversOf(spec: ServiceSpec, { port }: Destination): Servers {
  const { serviceName, discovery, checkServers } = spec;
  const options = `resolvers docker init-addr last,none${checkServers ? ' check' : ''}`;
  if (discovery === 'name') {
    return {
      line: `server ${serviceName} ${serviceName}:${port} ${options}`,
      discovery: { hostname: serviceName, port, servers: [serviceName] },
    };
  }
  const hostname = `tasks.${serviceName}`;
  const slots = slotsFor(spec.maxTasks);
  return {
    line: `server-template ${serviceName}- 1-${slots} ${hostname}:${port} ${options}`,
    discovery: {
      hostname,
      port,
      servers: Array.from({ length: slots }, (_, slot) => `${serviceName}-${slot + 1}`),
    },
  };
}

/**
 * Slots cost memory and time at every start, running out of them costs a reload: the next power of two. Where nobody
 * says how many tasks there can be, as with a global service of a real Swarm Listener, it is a guess.
 */
function slotsFor(maxTasks: number | undefined): number {
  return maxTasks === undefined ? 32 : Math.max(8, 2 ** Math.ceil(Math.log2(maxTasks)));
}
