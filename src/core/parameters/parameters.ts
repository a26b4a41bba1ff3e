import * as t from 'io-ts';

/** The flat name → text map that describes one service: labels, query arguments and files all come down to it. */
export const Parameters = t.readonly(t.record(t.string, t.string), 'Parameters');
export type Parameters = t.TypeOf<typeof Parameters>;

/**
 * Parameters that the controller adds and no label can set: what Swarm knows and labels do not say.
 * They travel in the snapshot beside the others, so the snapshot stays a plain list of parameter maps, and are
 * left out of what third parties are shown.
 */
export const swarmFacts = {
  /** `vip` or `dnsrr`; a dnsrr service has no virtual address and must be reached by its tasks. */
  endpointMode: 'swarm.endpointMode',
  /** `replicated` or `global` (jobs included under the mode they behave like). */
  mode: 'swarm.mode',
  /** Most tasks a global service has, rounded up to a power of two; absent for others. */
  maxTasks: 'swarm.maxTasks',
  /** `false` when the service shares no network with the proxy; absent when that is not known. */
  attached: 'swarm.attached',
} as const;

const factPrefix = 'swarm.';

/** Says whether a parameter name is reserved for facts from the controller. */
export function isSwarmFact(name: string): boolean {
  return name.startsWith(factPrefix);
}
