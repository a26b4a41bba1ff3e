import type { Case } from './case.js';

/** A case as it is served: `removed` are settings that are not given, not even with the values that are usual here. */
export type ServedCase = Case & { readonly removed?: readonly string[] };

/** Returns the case without the parameters and settings that it shows; a parameter goes with all its indexes. */
export function withoutShown(one: Case): ServedCase {
  const { services = [], settings = {}, files = {}, shows } = one;
  const secrets = shows.map((name) => `secrets/dfp_${name.toLowerCase()}`);
  return {
    ...one,
    services: services.map((parameters) => withoutNames(parameters, (name) => isShown(name, shows))),
    settings: withoutNames(settings, (name) => isShown(name, shows)),
    files: withoutNames(files, (name) => secrets.includes(name)),
    removed: shows,
  };
}

/** `port` is also `port.2`; `DFP_SERVICE_*` is everything that begins so. */
export function isShown(name: string, shows: readonly string[]): boolean {
  return shows.some(
    (shown) =>
      name === shown ||
      name.replace(/\.\d+$/, '') === shown ||
      (shown.endsWith('*') && name.startsWith(shown.slice(0, -1))),
  );
}

function withoutNames<A>(
  values: Readonly<Record<string, A>>,
  isGone: (name: string) => boolean,
): Record<string, A> {
  return Object.fromEntries(Object.entries(values).filter(([name]) => !isGone(name)));
}
