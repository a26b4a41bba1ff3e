import type { SwarmNode } from '../core/snapshot/swarm-state.js';
import { DockerNode } from './codecs.js';
import { readObject } from './read-object.js';
import type { Sighting } from './sighting.js';

/**
 * Returns what the Docker API says about a node. Who leads is not part of the node's version: the manager that answers
 * adds it.
 */
export function readNode(json: unknown): Sighting<SwarmNode> {
  return readObject(json, DockerNode, toSwarmNode, ({ version, leader }) => `${version} ${leader}`);
}

function toSwarmNode({ ID, Version, Spec, Description, Status, ManagerStatus }: DockerNode): SwarmNode {
  return {
    id: ID,
    version: Version.Index,
    hostname: Description.Hostname,
    address: Status.Addr ?? '',
    state: Status.State,
    role: Spec.Role,
    availability: Spec.Availability,
    leader: ManagerStatus?.Leader ?? false,
    // A label of the node wins over its engine's.
    labels: { ...Description.Engine?.Labels, ...Spec.Labels },
  };
}
