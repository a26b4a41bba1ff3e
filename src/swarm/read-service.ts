import type { SwarmService } from '../core/snapshot/swarm-state.js';
import { DockerService } from './codecs.js';
import { readObject } from './read-object.js';
import type { Sighting } from './sighting.js';

/** Returns what the Docker API says about a service; one that does not decode is a problem of its own. */
export function readService(json: unknown): Sighting<SwarmService> {
  return readObject(json, DockerService, toSwarmService, ({ version }) => String(version));
}

function toSwarmService({ ID, Version, Spec }: DockerService): SwarmService {
  const replicas = Spec.Mode?.Replicated?.Replicas ?? undefined;
  return {
    id: ID,
    version: Version.Index,
    name: Spec.Name,
    labels: Spec.Labels ?? {},
    mode: Spec.Mode?.Global || Spec.Mode?.GlobalJob ? 'global' : 'replicated',
    ...(replicas === undefined ? {} : { replicas }),
    // No endpoint mode is the virtual IP.
    endpointMode: Spec.EndpointSpec?.Mode || 'vip',
    networks: networksOf(Spec).map(({ Target }) => Target),
  };
}

/** Until API 1.25 networks stood in the spec itself. */
function networksOf({ TaskTemplate, Networks }: DockerService['Spec']) {
  const ofTasks = TaskTemplate?.Networks ?? [];
  return ofTasks.length > 0 ? ofTasks : (Networks ?? []);
}
