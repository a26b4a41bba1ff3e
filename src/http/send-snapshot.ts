import type { FastifyReply, FastifyRequest } from 'fastify';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import { encodeSnapshot, etagOf, isKnown } from '../core/snapshot/wire.js';
import { notYet } from './answers.js';
import { gzip } from './gzip.js';

/** Answers with the list of services under its revision as `ETag`; 304 to who has it, 503 while there is none. */
export async function sendSnapshot(
  request: FastifyRequest,
  reply: FastifyReply,
  snapshot: Snapshot | undefined,
): Promise<FastifyReply> {
  if (snapshot === undefined) return notYet(reply, 'there is no snapshot yet');
  reply.header('etag', etagOf(snapshot.revision)).header('vary', 'accept-encoding');
  if (isKnown(request.headers['if-none-match'], snapshot.revision)) return reply.code(304).send();
  reply.type('application/json; charset=utf-8');
  const body = encodeSnapshot(snapshot);
  if (!/\bgzip\b/.test(request.headers['accept-encoding'] ?? '')) return reply.send(body);
  return reply.header('content-encoding', 'gzip').send(await gzip(body));
}
