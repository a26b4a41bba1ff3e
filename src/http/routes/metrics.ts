import type { FastifyInstance } from 'fastify';
import type { Handlers } from '../handlers.js';

/** `GET /metrics`: Prometheus' text format. */
export function metricsRoutes(app: FastifyInstance, { metrics }: Handlers): void {
  app.get('/metrics', async (_request, reply) => {
    const { contentType, text } = await metrics();
    return reply.type(contentType).send(text);
  });
}
