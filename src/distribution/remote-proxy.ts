import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as J from 'fp-ts/lib/Json.js';
import * as t from 'io-ts';
import { defer, finalize, from, type Observable } from 'rxjs';
import { revisionHeader, revisionPath, snapshotPath } from '../core/snapshot/wire.js';
import type { WaggleError } from '../errors.js';
import type { Remote } from './follow-peer.js';
import type { HttpAnswer, HttpClient } from './http-client.js';
import type { PackedSnapshot } from './packed-snapshot.js';

/** An answer is a few numbers, or the problems of a pass. */
const answerLimit = 4 * 1024 * 1024;

/** Returns proxies at this port, spoken to over HTTP. Errors: PeerUnreachable, PeerRefused. */
export function remoteProxy(client: HttpClient, port: number): Remote<PackedSnapshot> {
  return {
    push: (address, { revision, body }) =>
      cancellable(address, async (signal) => {
        const headers = {
          'content-type': 'application/json',
          'content-encoding': 'gzip',
          [revisionHeader]: revision,
        };
        const to = { method: 'PUT', host: address, port, path: snapshotPath } as const;
        const answer = await client.send({ ...to, headers, body, limit: answerLimit, signal });
        return answer.status === 200 ? E.right(revision) : E.left(refused(address, answer));
      }),
    revision: (address) =>
      cancellable(address, async (signal) => {
        const from = { method: 'GET', host: address, port, path: revisionPath } as const;
        const answer = await client.send({ ...from, limit: answerLimit, signal });
        return answer.status === 200 ? appliedIn(address, answer) : E.left(refused(address, answer));
      }),
  };
}

type Answer = E.Either<WaggleError, string | undefined>;

/** A request that starts with the subscription and is aborted with it. */
function cancellable(address: string, ask: (signal: AbortSignal) => Promise<Answer>): Observable<Answer> {
  return defer(() => {
    const abort = new AbortController();
    const answer = ask(abort.signal).catch((error: Error) => E.left(unreachable(address, error)));
    return from(answer).pipe(finalize(() => abort.abort()));
  });
}

const Applied = t.type({ applied: t.union([t.string, t.null]) });
const Refusal = t.type({ Message: t.string });

function appliedIn(address: string, answer: HttpAnswer): Answer {
  return pipe(
    J.parse(answer.body.toString()),
    E.chainW(Applied.decode),
    E.bimap(
      () => refused(address, answer),
      ({ applied }) => applied ?? undefined,
    ),
  );
}

function refused(address: string, { status, body }: HttpAnswer): WaggleError {
  const detail = pipe(
    J.parse(body.toString()),
    E.chainW(Refusal.decode),
    E.match(
      () => 'the answer is not what a Waggle proxy says',
      ({ Message }) => Message,
    ),
  );
  return { _tag: 'PeerRefused', address, status, detail };
}

function unreachable(address: string, error: Error): WaggleError {
  return { _tag: 'PeerUnreachable', address, detail: error.message };
}
