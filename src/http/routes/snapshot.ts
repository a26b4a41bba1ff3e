import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify';
import * as E from 'fp-ts/lib/Either.js';
import type { Parameters } from '../../core/parameters/parameters.js';
import type { Snapshot } from '../../core/snapshot/snapshot.js';
import { decodeSnapshot, maxSnapshotBytes, revisionHeader, snapshotPath } from '../../core/snapshot/wire.js';
import { refusal } from '../answers.js';
import { gunzip } from '../gzip.js';
import type { ControllerHandlers, Handlers, ProxyHandlers } from '../handlers.js';
import { sendSnapshot } from '../send-snapshot.js';

/** `GET /v1/waggle/snapshot` of a controller, `PUT` of a proxy. */
export function snapshotRoutes(app: FastifyInstance, { controller, proxy }: Handlers): void {
  if (controller !== undefined) offerSnapshot(app, controller);
  if (proxy !== undefined) takeSnapshot(app, proxy);
}

function offerSnapshot(app: FastifyInstance, controller: ControllerHandlers): void {
  app.get(snapshotPath, (request, reply) => sendSnapshot(request, reply, controller.snapshot()));
}

/**
 * 200 with the outcome when HAProxy serves it (also when it did before), 400 when the body is not what its revision
 * says, 500 with the reason when the pass failed: the proxy keeps it and goes on trying.
 */
function takeSnapshot(app: FastifyInstance, proxy: ProxyHandlers): void {
  app.put(snapshotPath, { bodyLimit: maxSnapshotBytes }, async (request, reply) => {
    const snapshot = await snapshotIn(request, proxy.served());
    if (E.isLeft(snapshot)) return reply.code(400).send(refusal(snapshot.left));
    const outcome = await proxy.accept(snapshot.right);
    if (outcome.kind !== 'failed') return reply.send(outcome);
    return failedPass(reply, outcome.error ?? 'the pass failed', outcome);
  });
}

function failedPass(reply: FastifyReply, message: string, outcome: unknown): FastifyReply {
  return reply.code(500).send({ ...refusal(message), Outcome: outcome });
}

async function snapshotIn(
  request: FastifyRequest,
  known: readonly Parameters[],
): Promise<E.Either<string, Snapshot>> {
  const revision = request.headers[revisionHeader];
  if (typeof revision !== 'string') return E.left(`header ${revisionHeader} is missing`);
  if (!Buffer.isBuffer(request.body) || request.body.length === 0) return E.left('there is no body');
  const isPacked = request.headers['content-encoding'] === 'gzip';
  try {
    const body = isPacked ? await gunzip(request.body, maxSnapshotBytes) : request.body;
    return decodeSnapshot(body.toString(), revision, known);
  } catch (error) {
    return E.left(`the body cannot be unpacked: ${error instanceof Error ? error.message : error}`);
  }
}
