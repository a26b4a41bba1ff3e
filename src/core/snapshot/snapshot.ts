import * as t from 'io-ts';
import { Parameters } from '../parameters/parameters.js';
import { revisionOf } from '../revision.js';

/**
 * Every service that wants to be routed to, at one moment, in the vocabulary of the Swarm Listener: a JSON list of
 * parameter maps. The revision is the hash of that list, so equal content has an equal name everywhere.
 */
export interface Snapshot {
  readonly revision: string;
  /** Sorted by service name, so that the order Docker lists things in never shows. */
  readonly services: readonly Parameters[];
}

/** The body of a snapshot on the wire. */
export const SnapshotBody = t.readonlyArray(Parameters, 'SnapshotBody');

/** Returns the snapshot of these services; the order they come in does not matter. */
export function snapshotOf(services: readonly Parameters[]): Snapshot {
  const keyed = services.map((parameters) => ({ parameters, key: canonical(parameters) }));
  keyed.sort((a, b) => compare(a.key, b.key));
  return {
    services: keyed.map(({ parameters }) => parameters),
    revision: revisionOf(keyed.map(({ key }) => key)),
  };
}

const canonicalTexts = new WeakMap<Parameters, string>();

/**
 * serviceName first, then all parameters in name order: sorts by service and tells two maps apart. Remembered for as
 * long as the map lives: of thousands of services few change from one snapshot to the next.
 */
function canonical(parameters: Parameters): string {
  const known = canonicalTexts.get(parameters);
  if (known !== undefined) return known;
  const entries = Object.entries(parameters).sort(([a], [b]) => compare(a, b));
  const text = JSON.stringify([parameters.serviceName ?? '', ...entries]);
  canonicalTexts.set(parameters, text);
  return text;
}

function compare(a: string, b: string): number {
  return a < b ? -1 : a > b ? 1 : 0;
}
