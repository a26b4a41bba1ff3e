import * as E from 'fp-ts/lib/Either.js';
import { createPeers } from '../distribution/peers.js';
import { remoteProxy } from '../distribution/remote-proxy.js';
import { dnsResolve } from '../distribution/resolve.js';
import type { WaggleError } from '../errors.js';
import type { ControllerHandlers } from '../http/handlers.js';
import type { ControllerStatus } from '../http/status.js';
import { type ControllerHalf, createControllerHalf } from '../reconcile/controller-half.js';
import { createDockerClient } from '../swarm/docker-client.js';
import { createInformer } from '../swarm/informer.js';
import type { Wiring } from './wiring.js';

/** The controller half, wired. */
export interface ControllerPart {
  readonly half: ControllerHalf;
  readonly handlers: ControllerHandlers;
  notReady(): string | undefined;
  status(): ControllerStatus;
  stop(): void;
}

/** Returns the controller half. Error DockerUnreachable: settings that name no Docker API. */
export function openController(wiring: Wiring): E.Either<WaggleError, ControllerPart> {
  const { role, settings, client, log, metrics } = wiring;
  const docker = createDockerClient(settings, metrics);
  if (E.isLeft(docker)) return docker;
  const swarm = createInformer(docker.right, settings, log);
  const half = createControllerHalf({
    swarm,
    peers: createPeers({
      hostname: `tasks.${settings.SERVICE_NAME}`,
      resolve: dnsResolve(),
      remote: remoteProxy(client, settings.PORT),
      log,
      metrics,
    }),
    options: {
      notifyLabel: settings.DF_NOTIFY_LABEL,
      serviceNamePrefix: settings.DF_SERVICE_NAME_PREFIX,
      proxyServiceName: settings.SERVICE_NAME,
    },
    debounce: settings.DEBOUNCE,
    log,
    metrics,
  });
  return E.right({
    half,
    handlers: {
      snapshot: () => (half.state().acting ? half.state().snapshot : undefined),
      publicSnapshot: () => (half.state().acting ? half.state().publicSnapshot : undefined),
    },
    // In the all-in-one stack most tasks only stand by, and are as ready as their HAProxy is.
    notReady: () =>
      role === 'controller' && half.state().snapshot === undefined
        ? 'the swarm has not been read yet'
        : undefined,
    status: () => {
      const { acting, snapshot, problems, swarm: health, peers } = half.state();
      const services = snapshot?.services.length ?? 0;
      return { acting, revision: snapshot?.revision, services, problems, swarm: health, peers };
    },
    stop: () => {
      half.stop();
      swarm.stop();
    },
  });
}
