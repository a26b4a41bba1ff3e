import * as E from 'fp-ts/lib/Either.js';
import type { SwarmNode, SwarmService, SwarmState } from '../core/snapshot/swarm-state.js';
import { createObjectCache, type ObjectCache } from './object-cache.js';

/** What is known of the swarm. */
export interface SwarmCache {
  readonly services: ObjectCache<SwarmService>;
  readonly nodes: ObjectCache<SwarmNode>;
  state(): SwarmState;
}

export function createSwarmCache(): SwarmCache {
  const services = createObjectCache<SwarmService>();
  const nodes = createObjectCache<SwarmNode>();
  return {
    services,
    nodes,
    state() {
      const readServices = services.sightings().map(({ seen }) => seen);
      const readNodes = nodes.sightings().map(({ seen }) => seen);
      return {
        services: readServices.filter(E.isRight).map(({ right }) => right),
        nodes: readNodes.filter(E.isRight).map(({ right }) => right),
        problems: [...readServices, ...readNodes].filter(E.isLeft).map(({ left }) => left),
      };
    },
  };
}
