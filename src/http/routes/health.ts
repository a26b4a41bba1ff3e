import type { FastifyInstance } from 'fastify';
import { notYet } from '../answers.js';
import type { Handlers } from '../handlers.js';

/** `GET /healthz`: runs and is not draining. `GET /readyz`: would serve requests properly. */
export function healthRoutes(app: FastifyInstance, { alive, notReady }: Handlers): void {
  app.get('/healthz', (_request, reply) =>
    alive() ? reply.send({ Status: 'OK' }) : notYet(reply, 'it is shutting down'),
  );
  app.get('/readyz', (_request, reply) => {
    const missing = alive() ? notReady() : 'it is shutting down';
    return missing === undefined ? reply.send({ Status: 'OK' }) : notYet(reply, missing);
  });
}
