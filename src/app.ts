import * as E from 'fp-ts/lib/Either.js';
import { createHttpClient } from './distribution/http-client.js';
import type { WaggleError } from './errors.js';
import { createHttpServer } from './http/server.js';
import { createMetrics } from './telemetry/metrics.js';
import { openController } from './wiring/open-controller.js';
import { openProxy } from './wiring/open-proxy.js';
import type { AppOptions } from './wiring/wiring.js';

/** The program, wired. */
export interface App {
  /** Resolves when HAProxy serves what is known and the API answers. Error CannotListen. */
  start(): Promise<E.Either<WaggleError, void>>;
  /** Drains and stops everything; resolves when all is gone. */
  stop(): Promise<void>;
}

/**
 * Returns the program for a role. Errors: HaproxyUnusable (no HAProxy, or no usable RUN_DIR), DockerUnreachable
 * (settings that name no Docker API); an engine or a listener that does not answer is no error.
 */
export async function createApp(options: AppOptions): Promise<E.Either<WaggleError, App>> {
  const { role, settings, version, log, clock } = options;
  const wiring = { ...options, client: createHttpClient(), metrics: createMetrics(version) };
  const proxy = role === 'controller' ? E.right(undefined) : await openProxy(wiring);
  if (E.isLeft(proxy)) return proxy;
  const controller = role === 'proxy' ? E.right(undefined) : openController(wiring);
  if (E.isLeft(controller)) return controller;
  const startedAt = clock();
  let draining = false;
  const server = createHttpServer(
    {
      alive: () => !draining,
      notReady: () => proxy.right?.notReady() ?? controller.right?.notReady(),
      metrics: () => wiring.metrics.page(),
      status: () => ({
        role,
        version,
        startedAt,
        ...(proxy.right && { proxy: proxy.right.status() }),
        ...(controller.right && { controller: controller.right.status() }),
      }),
      proxy: proxy.right?.handlers,
      controller: controller.right?.handlers,
    },
    log,
  );
  return E.right({
    // The API comes last: as soon as it answers, Swarm takes the task for healthy and sends requests to HAProxy.
    start: async () => {
      await proxy.right?.half.start();
      try {
        await server.listen({ host: settings.IP, port: settings.PORT });
      } catch (error) {
        const address = `${settings.IP}:${settings.PORT}`;
        return E.left<WaggleError, void>({ _tag: 'CannotListen', address, detail: String(error) });
      }
      controller.right?.half.start();
      log.info({ role, version, port: settings.PORT }, 'waggle started');
      return E.right(undefined);
    },
    stop: async () => {
      draining = true;
      log.info({}, 'draining');
      controller.right?.stop();
      await proxy.right?.half.stop();
      await server.close();
      wiring.client.close();
      log.info({}, 'waggle stopped');
    },
  });
}
