import type { FastifyInstance } from 'fastify';
import { revisionPath } from '../../core/snapshot/wire.js';
import type { Handlers } from '../handlers.js';

/** `GET /v1/waggle/status`: everything at once, for people. `GET /v1/waggle/revision`: the least, for controllers. */
export function statusRoutes(app: FastifyInstance, { status, controller, proxy }: Handlers): void {
  app.get('/v1/waggle/status', async () => status());
  app.get(revisionPath, async () => {
    const { wanted, applied } = proxy?.revisions() ?? {
      wanted: controller?.snapshot()?.revision,
      applied: undefined,
    };
    return { wanted: wanted ?? null, applied: applied ?? null };
  });
}
