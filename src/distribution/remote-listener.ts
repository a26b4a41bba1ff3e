import * as E from 'fp-ts/lib/Either.js';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import {
  decodeSnapshot,
  etagOf,
  listenerPath,
  maxSnapshotBytes,
  revisionInEtag,
  snapshotPath,
} from '../core/snapshot/wire.js';
import type { WaggleError } from '../errors.js';
import { gunzip } from './gzip.js';
import type { HttpAnswer, HttpClient } from './http-client.js';
import type { ListenerAddress } from './listener-address.js';

/** The snapshot, or undefined when it is the known one. */
export type Pulled = E.Either<WaggleError, Snapshot | undefined>;

/**
 * Asks one address: first as a Waggle controller, then, where it knows no such path, as a real Swarm Listener. Errors:
 * NoListener, BadSnapshot. Whatever answers but does not hand out a snapshot is an error, never an empty list: behind
 * a name that a search domain makes up there may be anyone.
 *
 * @param patience milliseconds for each answer
 */
export async function askListener(
  client: HttpClient,
  from: ListenerAddress,
  known: string | undefined,
  patience: number,
): Promise<Pulled> {
  const source = `${from.host}:${from.port}`;
  const get = (path: string, headers: Record<string, string>) =>
    client.send({
      ...from,
      method: 'GET',
      path,
      headers: { 'accept-encoding': 'gzip', ...headers },
      limit: maxSnapshotBytes,
      signal: AbortSignal.timeout(patience),
    });
  try {
    const answer = await get(snapshotPath, known === undefined ? {} : { 'if-none-match': etagOf(known) });
    if (answer.status !== 404) return await fromController(source, answer);
    return await fromSwarmListener(source, known, await get(listenerPath, {}));
  } catch (error) {
    return E.left(noListener(source, error instanceof Error ? error.message : String(error)));
  }
}

async function fromController(source: string, answer: HttpAnswer): Promise<Pulled> {
  if (answer.status === 304) return E.right(undefined);
  if (answer.status === 503) return E.left(noListener(source, 'it has no snapshot yet'));
  if (answer.status !== 200) return E.left(noListener(source, `status ${answer.status}`));
  const revision = revisionInEtag(answer.headers.etag);
  if (revision === undefined) return E.left(badSnapshot(source, 'it has no revision'));
  return await decodeBody(source, answer, revision);
}

async function fromSwarmListener(
  source: string,
  known: string | undefined,
  answer: HttpAnswer,
): Promise<Pulled> {
  if (answer.status !== 200) return E.left(noListener(source, `status ${answer.status}`));
  const pulled = await decodeBody(source, answer, undefined);
  return E.isRight(pulled) && pulled.right?.revision === known ? E.right(undefined) : pulled;
}

async function decodeBody(
  source: string,
  { headers, body }: HttpAnswer,
  revision: string | undefined,
): Promise<Pulled> {
  try {
    const plain = headers['content-encoding'] === 'gzip' ? await gunzip(body, maxSnapshotBytes) : body;
    const decoded = decodeSnapshot(plain.toString(), revision);
    return E.isRight(decoded) ? decoded : E.left(badSnapshot(source, decoded.left));
  } catch (error) {
    return E.left(badSnapshot(source, error instanceof Error ? error.message : String(error)));
  }
}

function noListener(addresses: string, detail: string): WaggleError {
  return { _tag: 'NoListener', addresses, detail };
}

function badSnapshot(source: string, detail: string): WaggleError {
  return { _tag: 'BadSnapshot', source, detail };
}
