import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as J from 'fp-ts/lib/Json.js';
import type * as t from 'io-ts';
import type { Parameters } from '../parameters/parameters.js';
import { sharedServices } from './shared-services.js';
import { type Snapshot, SnapshotBody, snapshotOf } from './snapshot.js';

/** `GET` hands the snapshot out, `PUT` takes one in. */
export const snapshotPath = '/v1/waggle/snapshot';

/** `GET` says which revision is wanted and which is applied. */
export const revisionPath = '/v1/waggle/revision';

/** What a Swarm Listener hands out: the same list without the swarm's facts and without a revision. */
export const listenerPath = '/v1/docker-flow-swarm-listener/get-services';

/** Header of a `PUT` with the revision that the body must have. */
export const revisionHeader = 'x-waggle-revision';

/** Largest snapshot that is sent or taken, before compression. */
export const maxSnapshotBytes = 64 * 1024 * 1024;

/** Returns the body: a JSON list of parameter maps. */
export function encodeSnapshot(snapshot: Snapshot): string {
  return JSON.stringify(snapshot.services);
}

/**
 * Returns the snapshot in a body, or what is wrong with it in words that hold nothing of its content (parameters may
 * be secrets). The revision is always worked out anew, so a body that was cut or mixed up is refused. Services that are
 * among the known ones are these objects.
 */
export function decodeSnapshot(
  body: string,
  claimed: string | undefined,
  known: readonly Parameters[] = [],
): E.Either<string, Snapshot> {
  return pipe(
    J.parse(body),
    E.mapLeft(() => 'it is not JSON'),
    E.chain((json) => pipe(SnapshotBody.decode(json), E.mapLeft(whereItFails))),
    E.map((services) => snapshotOf(sharedServices(services, known))),
    E.filterOrElse(
      ({ revision }) => claimed === undefined || revision === claimed,
      ({ revision }) => `its revision is ${revision}, not ${claimed}`,
    ),
  );
}

/** Returns the entity tag of a revision (RFC 9110, section 8.8.3). */
export function etagOf(revision: string): string {
  return `"${revision}"`;
}

/** Returns the revision in an `ETag` header. */
export function revisionInEtag(etag: string | undefined): string | undefined {
  return etag?.match(/^(?:W\/)?"([^"]*)"$/)?.[1];
}

/** Says whether an `If-None-Match` header names this revision (RFC 9110, section 13.1.2: compared weakly). */
export function isKnown(ifNoneMatch: string | undefined, revision: string): boolean {
  if (ifNoneMatch === undefined) return false;
  const tags = ifNoneMatch.split(',').map((tag) => tag.trim());
  return tags.some((tag) => tag === '*' || revisionInEtag(tag) === revision);
}

function whereItFails(errors: t.Errors): string {
  const path = errors[0]?.context.map(({ key }) => key).filter((key) => key !== '') ?? [];
  const [item, name] = path;
  if (item === undefined) return 'it is not a list of parameter maps';
  return name === undefined ? `item ${item} is not a parameter map` : `item ${item}: ${name} is not text`;
}
