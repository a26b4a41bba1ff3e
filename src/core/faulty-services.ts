import { type RenderedConfig, serviceAtLine } from './rendered-config.js';

/**
 * Returns the services that HAProxy's messages about a configuration are about → the first message about each. Its
 * messages name lines as `haproxy.cfg:12`; a line that belongs to no service is nobody's fault.
 */
export function faultyServices(config: RenderedConfig, output: string): ReadonlyMap<string, string> {
  const faults = new Map<string, string>();
  for (const message of output.split('\n')) {
    for (const [, line] of message.matchAll(/haproxy\.cfg:(\d+)/g)) {
      const service = serviceAtLine(config, Number(line));
      if (service !== undefined && !faults.has(service)) faults.set(service, message.trim());
    }
  }
  return faults;
}
