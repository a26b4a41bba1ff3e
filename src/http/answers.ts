import type { FastifyReply } from 'fastify';

/** Body of everything that went wrong; the same two fields as Docker Flow Proxy's. */
export interface Refusal {
  readonly Status: 'NOK';
  readonly Message: string;
}

/** Returns the body that says why. */
export function refusal(message: string): Refusal {
  return { Status: 'NOK', Message: message };
}

/** Answers 503 and when to come back. */
export function notYet(reply: FastifyReply, message: string): FastifyReply {
  return reply.code(503).header('retry-after', '1').send(refusal(message));
}
