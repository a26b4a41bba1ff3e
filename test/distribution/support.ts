import type { AddressInfo } from 'node:net';
import type { FastifyInstance } from 'fastify';
import type { Outcome } from '../../src/core/outcome.js';
import type { Snapshot } from '../../src/core/snapshot/snapshot.js';
import type { ControllerHandlers, Handlers, ProxyHandlers } from '../../src/http/handlers.js';
import { createHttpServer } from '../../src/http/server.js';
import { recordingLogger } from '../support/recording-logger.js';

export function anOutcome(revision: string, parts: Partial<Outcome> = {}): Outcome {
  return { kind: 'dynamic', revision, finishedAt: 0, duration: 0, reasons: [], problems: [], ...parts };
}

export function someHandlers(parts: Partial<Handlers> = {}): Handlers {
  return {
    alive: () => true,
    notReady: () => undefined,
    metrics: async () => ({ contentType: 'text/plain', text: 'waggle_services 0\n' }),
    status: () => ({ role: 'run', version: '1', startedAt: 0 }),
    controller: undefined,
    proxy: undefined,
    ...parts,
  };
}

/** A proxy half that serves whatever it is given, until it is told to refuse. */
export function aProxy() {
  const taken: Snapshot[] = [];
  let refusesWith: string | undefined;
  const handlers: ProxyHandlers = {
    accept: async (snapshot) => {
      taken.push(snapshot);
      if (refusesWith === undefined) return anOutcome(snapshot.revision);
      return anOutcome(snapshot.revision, { kind: 'failed', error: refusesWith });
    },
    revisions: () => ({ wanted: taken.at(-1)?.revision, applied: taken.at(-1)?.revision }),
    served: () => taken.at(-1)?.services ?? [],
    config: () => 'global\n',
    explain: () => undefined,
    services: () => ({}),
  };
  return {
    handlers,
    taken,
    refuseWith: (reason: string | undefined) => {
      refusesWith = reason;
    },
    forget: () => taken.splice(0),
  };
}

/** A controller half that hands out what it is given. */
export function aController(snapshot: Snapshot | undefined): ControllerHandlers {
  return { snapshot: () => snapshot, publicSnapshot: () => snapshot };
}

/** Starts the real API on a loopback address, and returns it with its port. */
export async function listening(
  handlers: Handlers,
  host: string,
  port = 0,
): Promise<{ app: FastifyInstance; port: number }> {
  const app = createHttpServer(handlers, recordingLogger());
  await app.listen({ host, port });
  return { app, port: portOf(app.server.address()) };
}

export function portOf(address: AddressInfo | string | null): number {
  if (address === null || typeof address === 'string') throw new Error('it does not listen on a port');
  return address.port;
}
