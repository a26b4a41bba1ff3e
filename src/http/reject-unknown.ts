import type { FastifyInstance, HTTPMethods } from 'fastify';
import { refusal } from './answers.js';

const methods: readonly HTTPMethods[] = ['GET', 'HEAD', 'POST', 'PUT', 'DELETE'];

/** Answers 405 with `Allow` where a path exists under other methods (RFC 9110, section 15.5.6), else 404. */
export function rejectUnknown(app: FastifyInstance): void {
  app.setNotFoundHandler((request, reply) => {
    const url = pathOf(request.url);
    const allowed = methods.filter((method) => app.hasRoute({ method, url }));
    if (allowed.length === 0) return reply.code(404).send(refusal('there is no such path'));
    const message = `${request.method} is not possible here, but ${allowed.join(', ')}`;
    return reply.code(405).header('allow', allowed.join(', ')).send(refusal(message));
  });
}

function pathOf(url: string): string {
  const path = withoutQuery(url);
  return path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path;
}

/** Returns the path as it was asked for; a query may hold secrets, a path does not. */
export function withoutQuery(url: string): string {
  return url.split('?', 1)[0] ?? url;
}
