import type { Discovery } from '../rendered-config.js';
import type { ServiceSpec } from '../services/service-spec.js';

/** A backend's server line and how its servers are found. */
export interface Servers {
  readonly line: string;
  /** Words of the line that a server added at run time has, too: it takes no resolvers. */
  readonly options: string;
  readonly discovery: Omit<Discovery, 'backend'>;
}

/** What decides how a backend's servers are dialled. */
export interface Dialled {
  readonly port: number;
  /** The server's name, or how the names of several begin; the service's, when absent. */
  readonly name?: string;
  readonly outboundHostname?: string;
  /** Further words of the server line. */
  readonly options?: string;
  /** Health checks, whatever the service's other parameters say. */
  readonly check?: boolean;
}

/**
 * Returns the servers of a backend. A service with a virtual address is one server by its name; otherwise there is
 * a slot for every task, filled by HAProxy's resolvers. `init-addr last,none`: a name that nobody knows never stops
 * HAProxy, and what was known before a reload is known after it.
 */
export function serversOf(spec: ServiceSpec, dialled: Dialled): Servers {
  const { serviceName, discovery, checkServers } = spec;
  const { port, name = serviceName, outboundHostname, check } = dialled;
  const options = `${check || checkServers ? 'check ' : ''}${dialled.options ?? ''}`.trim();
  const words = `resolvers docker init-addr last,none ${options}`.trim();
  if (discovery === 'name') {
    const hostname = outboundHostname ?? serviceName;
    return {
      line: `server ${name} ${hostname}:${port} ${words}`,
      options,
      discovery: { hostname, port, servers: [name] },
    };
  }
  const hostname = outboundHostname ?? `tasks.${serviceName}`;
  const slots = slotsFor(spec.maxTasks);
  return {
    line: `server-template ${name}- 1-${slots} ${hostname}:${port} ${words}`,
    options,
    discovery: {
      hostname,
      port,
      servers: Array.from({ length: slots }, (_, slot) => `${name}-${slot + 1}`),
    },
  };
}

/**
 * Slots cost memory and time at every start, running out of them costs a reload: the next power of two. Where nobody
 * says how many tasks there can be, as with a global service of a real Swarm Listener, it is a guess. More than 512
 * addresses do not fit into the answer of a resolver (`accepted_payload_size`).
 */
function slotsFor(maxTasks: number | undefined): number {
  return maxTasks === undefined ? 32 : Math.min(512, Math.max(8, 2 ** Math.ceil(Math.log2(maxTasks))));
}
