import type { FastifyInstance } from 'fastify';
import { refusal } from '../answers.js';
import type { ProxyHandlers } from '../handlers.js';

interface ConfigQuery {
  readonly Querystring: { readonly type?: string | readonly string[] };
}

/**
 * `GET /v1/docker-flow-proxy/config`: haproxy.cfg, or with `type=json` a map of services.
 * `GET /v1/docker-flow-proxy/successfulinitreload`: 200 once a first state has been applied, 500 before.
 */
export function proxyConfigRoutes(app: FastifyInstance, proxy: ProxyHandlers): void {
  app.get<ConfigQuery>('/v1/docker-flow-proxy/config', async (request, reply) =>
    request.query.type === 'json'
      ? reply.send(proxy.services())
      : reply.type('text/plain; charset=utf-8').send(proxy.config()),
  );
  app.get('/v1/docker-flow-proxy/successfulinitreload', async (_request, reply) =>
    proxy.revisions().applied === undefined
      ? reply.code(500).send(refusal('no state has been applied yet'))
      : reply.send(),
  );
}
