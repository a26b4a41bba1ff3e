import type { SwarmNode, SwarmService, SwarmState } from '../../src/core/snapshot/swarm-state.js';

/** A replicated service with a virtual IP and one replica that wants to be routed to. */
export function aSwarmService(parts: Partial<SwarmService> = {}): SwarmService {
  const name = parts.name ?? 'demo';
  return {
    id: `id-of-${name}`,
    version: 1,
    name,
    labels: { 'com.df.notify': 'true' },
    mode: 'replicated',
    replicas: 1,
    endpointMode: 'vip',
    networks: [],
    ...parts,
  };
}

/** A global service: it has no number of replicas. */
export function aGlobalService(parts: Partial<SwarmService> = {}): SwarmService {
  const { replicas: _, ...service } = aSwarmService(parts);
  return { ...service, mode: 'global' };
}

export function aSwarmState(services: readonly SwarmService[], nodes: readonly SwarmNode[] = []): SwarmState {
  return { services, nodes, problems: [] };
}
