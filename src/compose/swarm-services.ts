import type { SwarmService } from '../core/snapshot/swarm-state.js';
import type { ComposeService } from './compose-service.js';

/** A service as Swarm would have it, and what the file says of it. */
export interface DeployedService {
  readonly service: SwarmService;
  readonly given: ComposeService;
}

const stackLabel = 'com.docker.stack.namespace';

/**
 * Returns the services as they would be in a swarm after `docker stack deploy`. Without the stack's name they go by their own
 * names; where several files have the same name, the files' names tell them apart, as the stacks' names would.
 */
export function swarmServices(
  given: readonly ComposeService[],
  stack: string | undefined,
): readonly DeployedService[] {
  const filesOf = new Map<string, Set<string>>();
  for (const { name, place } of given) {
    filesOf.set(name, (filesOf.get(name) ?? new Set()).add(place.file));
  }
  return given.map((one) => {
    const isShared = (filesOf.get(one.name)?.size ?? 0) > 1;
    const prefix = stack ?? (isShared ? wordOf(one.place.file) : undefined);
    const name = prefix === undefined ? one.name : `${prefix}_${one.name}`;
    return { service: swarmService(one, name, stack), given: one };
  });
}

function swarmService(given: ComposeService, name: string, stack: string | undefined): SwarmService {
  const { labels, mode, replicas, endpointMode, networks, place } = given;
  // Networks of other stacks are others, whatever they are called.
  const scope = stack ?? place.file;
  return {
    id: `${place.file}:${place.line}`,
    version: 1,
    name,
    labels: {
      ...Object.fromEntries([...labels].map(([label, { value }]) => [label, value])),
      ...(stack === undefined ? {} : { [stackLabel]: stack }),
    },
    mode,
    ...(replicas === undefined ? {} : { replicas }),
    endpointMode,
    networks: networks.map((network) => (network.own ? `${scope}_${network.name}` : network.name)),
  };
}

/** Returns the end of a path, which tells it from others, as a word that can begin the name of a service. */
function wordOf(path: string): string {
  const word = path.replace(/\.[^./]*$/, '').replace(/[^A-Za-z0-9]+/g, '-');
  return word.slice(-30).replace(/^-+/, '');
}
