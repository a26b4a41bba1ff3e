import type { Parameters } from './parameters/parameters.js';

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
    changed: [...now].flatMap(([name, content]) =>
      old.has(name) && old.get(name) !== content ? [name] : [],
    ),
    removed: [...old.keys()].filter((name) => !now.has(name)),
  };
}

function byName(services: readonly Parameters[]): ReadonlyMap<string, string> {
  return new Map(
    services.map((parameters) => [
      parameters.serviceName ?? '(without a name)',
      JSON.stringify(Object.entries(parameters).sort()),
    ]),
  );
}
