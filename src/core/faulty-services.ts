import { type RenderedConfig, servicesAtLine } from './rendered-config.js';

/**
 * Returns the services that HAProxy's messages about a configuration are about → the first message about each. Its
 * messages name lines as `haproxy.cfg:12`, also that of a port that cannot be bound when it starts: then all services of
 * the port are meant. A line that belongs to no service is nobody's fault.
 */
export function faultyServices(config: RenderedConfig, output: string): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const message of output.split('\n')) {
    for (const [, line] of message.matchAll(/haproxy\.cfg:(\d+)/g)) {
      for (const service of servicesAtLine(config, Number(line))) {
        if (!faults.has(service)) faults.set(service, message.trim());
      }
    }
  }
  return faults;
}
