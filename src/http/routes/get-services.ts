import type { FastifyInstance } from 'fastify';
import { listenerPath } from '../../core/snapshot/wire.js';
import type { ControllerHandlers } from '../handlers.js';
import { sendSnapshot } from '../send-snapshot.js';

/**
 * `GET /v1/docker-flow-swarm-listener/get-services`: the services as Docker Flow Swarm Listener lists them. 503 while
 * the swarm has not been read: an empty list would tell the asker to forget them all.
 */
export function getServicesRoutes(app: FastifyInstance, controller: ControllerHandlers): void {
  app.get(listenerPath, (request, reply) => sendSnapshot(request, reply, controller.publicSnapshot()));
}
