import type { ServerResponse } from 'node:http';
import { type FastifyError, type FastifyInstance, fastify } from 'fastify';
import type { Logger } from '../ports.js';
import { refusal } from './answers.js';
import type { Handlers } from './handlers.js';
import { rejectUnknown, withoutQuery } from './reject-unknown.js';
import { explainRoutes } from './routes/explain.js';
import { getServicesRoutes } from './routes/get-services.js';
import { healthRoutes } from './routes/health.js';
import { metricsRoutes } from './routes/metrics.js';
import { pingRoutes } from './routes/ping.js';
import { proxyConfigRoutes } from './routes/proxy-config.js';
import { snapshotRoutes } from './routes/snapshot.js';
import { statusRoutes } from './routes/status.js';

/** Milliseconds that a client may take; a slower one is cut off. */
export interface HttpLimits {
  /** For the request's head. */
  readonly head: number;
  /** For the whole request. */
  readonly request: number;
  /** Between looks for such clients. */
  readonly check: number;
  /** Between two requests: longer than controllers leave a connection alone, so that they find it open. */
  readonly idle: number;
}

const usualLimits: HttpLimits = { head: 10_000, request: 60_000, check: 2000, idle: 75_000 };

/**
 * Returns the API, not listening yet. `close()` stops listening, lets running requests end and closes idle
 * connections.
 */
export function createHttpServer(handlers: Handlers, log: Logger, limits = usualLimits): FastifyInstance {
  const app = fastify({
    bodyLimit: 1024 * 1024,
    requestTimeout: limits.request,
    keepAliveTimeout: limits.idle,
    http: { headersTimeout: limits.head, connectionsCheckingInterval: limits.check },
    forceCloseConnections: 'idle',
    routerOptions: { ignoreTrailingSlash: true },
    frameworkErrors: (error, _request, reply) => refuseRaw(reply.raw, error),
  });
  takeAnyBody(app);
  app.setErrorHandler((error: FastifyError, request, reply) => {
    const status = error.statusCode ?? 500;
    if (status < 500) return reply.code(status).send(refusal(error.message));
    log.error({ method: request.method, path: withoutQuery(request.url), err: error }, 'request failed');
    return reply.code(status).send(refusal('internal error'));
  });
  rejectUnknown(app);
  addRoutes(app, handlers);
  return app;
}

function addRoutes(app: FastifyInstance, handlers: Handlers): void {
  healthRoutes(app, handlers);
  metricsRoutes(app, handlers);
  pingRoutes(app, handlers);
  statusRoutes(app, handlers);
  snapshotRoutes(app, handlers);
  if (handlers.proxy !== undefined) {
    proxyConfigRoutes(app, handlers.proxy);
    explainRoutes(app, handlers.proxy);
  }
  if (handlers.controller !== undefined) getServicesRoutes(app, handlers.controller);
}

/** Bodies arrive as bytes, whatever they are called: clients of the old API send forms and plain text to anything. */
function takeAnyBody(app: FastifyInstance): void {
  app.removeAllContentTypeParsers();
  app.addContentTypeParser('*', { parseAs: 'buffer' }, (_request, body, done) => done(null, body));
}

/** A request line that the router cannot read never becomes a route's. */
function refuseRaw(response: ServerResponse, { statusCode = 400, message }: FastifyError): void {
  response.writeHead(statusCode, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(refusal(message)));
}
