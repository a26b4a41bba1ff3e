import type { Parameters } from './parameters/parameters.js';
import type { Problem } from './problem.js';

/** A list of services, written down by hand in part or as a whole, and everything that is wrong with how. */
export interface StaticServices {
  readonly services: readonly Parameters[];
  readonly problems: readonly Problem[];
}

/**
 * Returns the services that come from elsewhere and the static ones beside them. A name belongs to whom it was first given:
 * the swarm, then the static services in their order; who comes later is left out and reported.
 */
export function withStaticServices(
  listed: readonly Parameters[],
  fixed: readonly Parameters[],
): StaticServices {
  const owners = new Map(listed.map(({ serviceName }) => [serviceName, 'a service of the swarm']));
  const services = [...listed];
  const problems: Problem[] = [];
  for (const parameters of fixed) {
    const { serviceName } = parameters;
    const owner = serviceName === undefined ? undefined : owners.get(serviceName);
    if (owner !== undefined) problems.push(taken(serviceName ?? '', owner));
    else {
      services.push(parameters);
      owners.set(serviceName, 'another static service');
    }
  }
  return { services, problems };
}

function taken(name: string, owner: string): Problem {
  return {
    service: name,
    parameter: 'serviceName',
    value: name,
    rule: `is also the name of ${owner}`,
    advice: 'rename or remove the static service; until then it is left out',
  };
}
