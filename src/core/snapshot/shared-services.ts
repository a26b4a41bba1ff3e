import type { Parameters } from '../parameters/parameters.js';
import { sameParameters } from '../parameters/same-parameters.js';

/**
 * Returns the services, each that is among the known ones replaced by that one. Of thousands few change at a time: what
 * is remembered of the others by identity stays good, and no second copy of them is kept.
 */
export function sharedServices(
  services: readonly Parameters[],
  known: readonly Parameters[],
): readonly Parameters[] {
  const byName = new Map(known.map((parameters) => [parameters.serviceName, parameters]));
  return services.map((parameters) => {
    const before = byName.get(parameters.serviceName);
    return before !== undefined && sameParameters(before, parameters) ? before : parameters;
  });
}
