import { generalParameters } from './general-parameters.js';
import { httpParameters } from './http-parameters.js';
import type { Parameter } from './parameter.js';
import { swarmParameters } from './swarm-parameters.js';
import { tcpParameters } from './tcp-parameters.js';

/** Every parameter. Labels, queries, variables and files are read by it, docs/labels.md and the API's field names are made from it. */
export const parameterTable = {
  ...generalParameters,
  ...httpParameters,
  ...tcpParameters,
  ...swarmParameters,
} as const;

/** What is known of a parameter but its type. */
export type AnyParameter = Omit<Parameter<unknown>, 'codec'>;

const byName: ReadonlyMap<string, AnyParameter> = new Map(
  Object.values(parameterTable).map((parameter) => [parameter.name, parameter]),
);

/** Returns the row of a name without index, if there is one. */
export function parameterNamed(name: string): AnyParameter | undefined {
  return byName.get(name);
}

/** Parameters that make an indexed destination exist (`port.3` makes destination 3). */
export const destinationMarks: readonly string[] = ['servicePath', 'port', 'serviceDomain', 'httpsPort'];
