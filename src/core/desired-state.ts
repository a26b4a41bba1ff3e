import { listIn } from './list-in.js';
import { memoised } from './memoised.js';
import type { Parameters } from './parameters/parameters.js';
import { sameParameters } from './parameters/same-parameters.js';
import type { Problem } from './problem.js';
import { httpBackends, httpDestinations, redirectBackendName } from './routing/http-backends.js';
import { type Parsed, type ParseSettings, parseService } from './services/parse-service.js';
import type { ServiceSpec } from './services/service-spec.js';

/** All service specs of one moment that can be served together, and everything that is wrong with them. */
export interface DesiredState {
  readonly specs: readonly ServiceSpec[];
  readonly problems: readonly Problem[];
}

/** What became of a service's parameters. */
interface Known extends Parsed {
  readonly parameters: Parameters;
}

/** Parses a list of services. */
export type ReadServices = (services: readonly Parameters[]) => DesiredState;

/** Returns the reader for these settings. A service that has not changed is not parsed again. */
export function createReadServices(settings: ParseSettings): ReadServices {
  let known: ReadonlyMap<string, readonly Known[]> = new Map();
  return (services) => {
    const next = new Map<string, Known[]>();
    for (const parameters of services) {
      const same = (one: Known) => sameParameters(one.parameters, parameters);
      const alike = listIn(next, parameters.serviceName ?? '');
      if (alike.some(same)) continue;
      const before = known.get(parameters.serviceName ?? '')?.find(same);
      alike.push(before ?? { parameters, ...parseService(parameters, settings) });
    }
    known = next;
    const names = [...next.keys()].sort();
    const parsed = names.flatMap((name) => inOrder(next.get(name) ?? []));
    const together = withoutClashes(parsed.flatMap(({ spec }) => spec ?? []));
    return {
      specs: together.specs,
      problems: [...parsed.flatMap(({ problems }) => problems), ...together.problems],
    };
  };
}

/** Several services of one name, which is a mistake, in an order that follows from what they say. */
function inOrder(known: readonly Known[]): readonly Known[] {
  if (known.length < 2) return known;
  const key = ({ parameters }: Known) => JSON.stringify(Object.entries(parameters).sort());
  return [...known].sort((a, b) => (key(a) < key(b) ? -1 : 1));
}

/**
 * Returns those that can be served together: of two (in order) that would share backends, the first keeps them, the other is left out.
 */
export function withoutClashes(specs: readonly ServiceSpec[]): DesiredState {
  const owners = new Map<string, ServiceSpec>();
  const kept: ServiceSpec[] = [];
  const problems: Problem[] = [];
  for (const spec of specs) {
    const names = namesOf(spec);
    const taken = names.find((name) => owners.has(name));
    const owner = taken === undefined ? undefined : owners.get(taken);
    if (owner !== undefined) {
      problems.push(clash(spec, owner));
      continue;
    }
    for (const name of names) owners.set(name, spec);
    kept.push(spec);
  }
  const defaults = kept.filter(({ isDefaultBackend }) => isDefaultBackend);
  defaults.sort((a, b) => (a.aclName < b.aclName ? -1 : 1));
  for (const spec of defaults.slice(1)) problems.push(secondDefault(spec, defaults[0]?.serviceName ?? ''));
  return { specs: kept, problems };
}

/**
 * Returns the names in the configuration that only one service can have: its aclName, and those of its backends where another
 * aclName could give the same, as `https-a` does.
 */
const namesOf = memoised((spec: ServiceSpec): readonly string[] => {
  const destinations = httpDestinations(spec);
  const special = destinations.some((one) => one.httpsPort !== undefined || one.redirectFrom !== undefined);
  if (!special && !/^(https|redirect)-/.test(spec.aclName)) return [spec.aclName];
  return [
    spec.aclName,
    ...destinations.flatMap((destination) => httpBackends(spec, destination).map(({ name }) => name)),
    ...destinations.map((destination) => redirectBackendName(spec, destination)),
  ];
});

function clash(spec: ServiceSpec, owner: ServiceSpec): Problem {
  return {
    service: spec.serviceName,
    parameter: 'aclName',
    value: spec.aclName,
    rule:
      spec.aclName === owner.aclName
        ? `is also the aclName of service ${owner.serviceName}`
        : `gives backends the names that service ${owner.serviceName} has (aclName ${owner.aclName})`,
    advice: 'give each service an aclName of its own; until then this service is left out',
  };
}

function secondDefault(spec: ServiceSpec, first: string): Problem {
  return {
    service: spec.serviceName,
    parameter: 'isDefaultBackend',
    value: 'true',
    rule: `has no effect: service ${first} is the default backend`,
    advice: 'set it for one service only',
  };
}
