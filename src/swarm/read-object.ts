import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { describeProblem, type Problem } from '../core/problem.js';
import { Identity, whereItFails } from './codecs.js';
import type { Sighting } from './sighting.js';

/** Returns the object in Waggle's words, or the problem that it does not decode, under its ID and version. */
export function readObject<D, A extends { readonly id: string; readonly version: number }>(
  json: unknown,
  codec: t.Decoder<unknown, D> & { readonly name: string },
  convert: (decoded: D) => A,
  fingerprintOf: (value: A) => string,
): Sighting<A> {
  const decoded = codec.decode(json);
  if (E.isLeft(decoded)) return unreadable(json, codec.name, decoded.left);
  const value = convert(decoded.right);
  return { id: value.id, version: value.version, fingerprint: fingerprintOf(value), seen: E.right(value) };
}

function unreadable(json: unknown, kind: string, errors: t.Errors): Sighting<never> {
  const identity = Identity.decode(json);
  const { ID, Version, Spec } = E.isRight(identity) ? identity.right : { ID: '' };
  const version = typeof Version?.Index === 'number' ? Version.Index : undefined;
  const name = typeof Spec?.Name === 'string' ? Spec.Name : ID || '(no ID)';
  const problem = problemOf(kind === 'service' ? name : `(${kind} ${name})`, kind, errors);
  return { id: ID, version, fingerprint: `${version} ${describeProblem(problem)}`, seen: E.left(problem) };
}

function problemOf(service: string, kind: string, errors: t.Errors): Problem {
  const { field, found } = whereItFails(errors);
  return {
    service,
    parameter: field,
    value: found,
    rule: `is not what the Docker API describes for a ${kind}`,
    advice: `the ${kind} is left out; look at it with "docker ${kind} inspect" and update or re-create it`,
  };
}
