import type { Parameters } from './parameters/parameters.js';
import { sameParameters } from './parameters/same-parameters.js';

/** Names of the services that came, changed and went between two lists. */
export interface ServiceChanges {
  readonly added: readonly string[];
  readonly changed: readonly string[];
  readonly removed: readonly string[];
}

/** Returns what changed, for people; a service without a name is shown as such. */
export function serviceChanges(before: readonly Parameters[], after: readonly Parameters[]): ServiceChanges {
  const old = byName(before);
  const now = byName(after);
  return {
    added: [...now.keys()].filter((name) => !old.has(name)),
    changed: [...now].flatMap(([name, parameters]) => {
      const earlier = old.get(name);
      return earlier === undefined || sameParameters(earlier, parameters) ? [] : [name];
    }),
    removed: [...old.keys()].filter((name) => !now.has(name)),
  };
}

function byName(services: readonly Parameters[]): ReadonlyMap<string, Parameters> {
  return new Map(services.map((parameters) => [parameters.serviceName ?? '(without a name)', parameters]));
}
