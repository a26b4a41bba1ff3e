import type { Problem } from '../problem.js';

/** Where something stands in a file; lines count from 1. */
export interface Place {
  readonly file: string;
  readonly line: number;
}

/** Where a service and its parameters stand, these by name as problems use them: parameter or label. */
export interface LocatedService {
  readonly place: Place;
  readonly parameters: ReadonlyMap<string, Place>;
}

/** Where services stand, by name. */
export type Places = ReadonlyMap<string, LocatedService>;

/** Returns where the cause of a problem stands: the parameter, the one without index in its place, or else the service. */
export function placeOf(
  places: Places,
  { service, parameter }: Pick<Problem, 'service' | 'parameter'>,
): Place | undefined {
  const located = places.get(service);
  if (located === undefined) return undefined;
  const { parameters, place } = located;
  return parameters.get(parameter) ?? parameters.get(parameter.replace(/\.\d+$/, '')) ?? place;
}
