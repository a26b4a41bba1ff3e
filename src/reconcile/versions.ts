import { memoised } from '../core/memoised.js';
import type { ServiceSpec } from '../core/services/service-spec.js';

/** All specs of one name: one, unless somebody gave two services the same name. */
export type Version = readonly ServiceSpec[];

/** Returns name → version of these services. */
export const versionsOf = memoised((specs: readonly ServiceSpec[]): ReadonlyMap<string, Version> => {
  const versions = new Map<string, ServiceSpec[]>();
  for (const spec of specs) {
    const known = versions.get(spec.serviceName);
    if (known === undefined) versions.set(spec.serviceName, [spec]);
    else known.push(spec);
  }
  return versions;
});

/** Whether these are the same objects: parsed once, of the same parameters, settings and files. */
export function isSame(a: Version | undefined, b: Version): boolean {
  return a !== undefined && a.length === b.length && a.every((spec) => b.includes(spec));
}

/** Returns what is equal for versions that mean the same, whatever words their parameters have for it. */
export function meaning(version: Version): string {
  return JSON.stringify(version.map(({ parameters: _, ...meant }) => meant));
}
