import type { FastifyInstance } from 'fastify';
import type { Handlers } from '../handlers.js';

const methods = ['GET', 'POST'];

/** `GET` or `POST …/ping`: the process answers. The proxy's has the fields that its clients know. */
export function pingRoutes(app: FastifyInstance, { controller, proxy }: Handlers): void {
  const proxyAnswer = { Status: 'OK', Message: '', ServiceName: '' };
  app.route({ method: methods, url: '/ping', handler: async () => ({ Status: 'OK' }) });
  if (proxy !== undefined) {
    app.route({ method: methods, url: '/v1/docker-flow-proxy/ping', handler: async () => proxyAnswer });
  }
  if (controller !== undefined) {
    const url = '/v1/docker-flow-swarm-listener/ping';
    app.route({ method: methods, url, handler: async () => ({ Status: 'OK' }) });
  }
}
