import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import { map } from 'rxjs';
import { type ApiContext, type ApiFields, apiFields } from '../core/parameters/api-fields.js';
import { createLayOut } from '../core/render/templates.js';
import { shownCfg } from '../core/rendered-config.js';
import { explain } from '../core/routing/explain.js';
import { nameServersIn } from '../distribution/name-servers.js';
import { createListener } from '../distribution/pull.js';
import { dnsResolve, hostResolve } from '../distribution/resolve.js';
import type { WaggleError } from '../errors.js';
import { openHaproxy } from '../haproxy/haproxy.js';
import type { ProxyHandlers } from '../http/handlers.js';
import type { ProxyStatus } from '../http/status.js';
import type { Haproxy } from '../ports.js';
import { createLastGood, type LastGood } from '../reconcile/last-good.js';
import { createPass } from '../reconcile/pass.js';
import { createProxyHalf, type ProxyHalf } from '../reconcile/proxy-half.js';
import { createQuarantine, type Quarantine } from '../reconcile/quarantine.js';
import { createReloadPace } from '../reconcile/reload-pace.js';
import { configFile } from '../sources/config-file.js';
import { makeEmptyFolder } from '../sources/empty-folder.js';
import { stateFile } from '../sources/state-file.js';
import { openProxyFiles } from './open-proxy-files.js';
import { createPlainView } from './plain-view.js';
import { createProxyViews } from './proxy-view.js';
import { readTemplates } from './read-templates.js';
import { parseSettings } from './settings-for.js';
import type { Wiring } from './wiring.js';

/** Milliseconds that requests get to finish at the end: Swarm kills a task 10 s after it asked it to stop. */
const drainTime = 8_000;
/** Milliseconds between two saves of the configuration: with thousands of services it has megabytes. */
const configSaveInterval = 60_000;

/** The proxy half, wired. */
export interface ProxyPart {
  readonly half: ProxyHalf;
  readonly handlers: ProxyHandlers;
  notReady(): string | undefined;
  status(): ProxyStatus;
}

/** Returns the proxy half. Errors: HaproxyUnusable, FileFailed. */
export async function openProxy(wiring: Wiring): Promise<E.Either<WaggleError, ProxyPart>> {
  const { settings, log, metrics, clock } = wiring;
  const opened = await openHaproxy({
    bin: settings.HAPROXY_BIN,
    runDir: settings.RUN_DIR,
    stopTimeout: drainTime,
    maxOldWorkers: settings.MAX_OLD_WORKERS,
    // Whom HAProxy asks: a name that it finds is one that Waggle finds.
    resolve: dnsResolve(nameServersIn(settings.RESOLVERS)),
    clock,
    log,
    metrics,
  })();
  if (E.isLeft(opened)) return opened;
  const haproxy = opened.right;
  const { half, lastGood, quarantine } = await createHalf(haproxy, wiring);
  const handlers: ProxyHandlers = {
    accept: half.accept,
    revisions: () => ({ wanted: half.state().wanted, applied: half.state().applied }),
    served: () => half.state().services,
    config: () => config(haproxy),
    explain: (question) => {
      const { routing } = half.state();
      return routing && explain(routing, question);
    },
    services: () => servicesByName(half, parseSettings(settings)),
  };
  const status = (): ProxyStatus => {
    const { wanted, applied, services, problems, passes } = half.state();
    return {
      revision: { wanted, applied },
      services: services.length,
      problems,
      quarantined: quarantine.list(),
      shadowed: half.shadowed(),
      passes,
      haproxy: haproxy.status(),
    };
  };
  const needsSnapshot = listenerAddresses(wiring).length > 0;
  const notReady = () => {
    if (!haproxy.status().running) return notRunning(half);
    return lastGood.standIn() === undefined
      ? withoutState(half, needsSnapshot)
      : `${lastGood.standIn()} is served: ${lastError(half)}`;
  };
  return E.right({ half, handlers, status, notReady });
}

function config(haproxy: Haproxy): string {
  const applied = haproxy.applied();
  return applied === undefined ? '' : shownCfg(applied);
}

function servicesByName(half: ProxyHalf, context: ApiContext): Readonly<Record<string, ApiFields>> {
  const { services } = half.state();
  return Object.fromEntries(
    services.map((parameters) => [parameters.serviceName ?? '', apiFields(parameters, context)]),
  );
}

function notRunning(half: ProxyHalf): string {
  const error = lastError(half);
  return error === undefined ? 'HAProxy does not run' : `HAProxy does not run: ${error}`;
}

function lastError(half: ProxyHalf): string | undefined {
  return half.state().passes[0]?.error;
}

/** A proxy that follows nobody and has static services is ready with them. */
function withoutState(half: ProxyHalf, needsSnapshot: boolean): string | undefined {
  const { applied, services } = half.state();
  const hasState = applied !== undefined || (!needsSnapshot && services.length > 0);
  return hasState ? undefined : 'no state has been applied yet';
}

interface HalfParts {
  readonly half: ProxyHalf;
  readonly lastGood: LastGood;
  readonly quarantine: Quarantine;
}

async function createHalf(haproxy: Haproxy, wiring: Wiring): Promise<HalfParts> {
  const { settings, client, log, metrics, clock } = wiring;
  const jail = wiring.asRoot ? await makeEmptyFolder(join(settings.RUN_DIR, 'jail')) : '';
  const layOut = createLayOut(await readTemplates(wiring.templates));
  const { files, files$ } = await openProxyFiles(settings, log);
  const viewParts = { ...wiring, jail, layOut };
  const viewOf = createProxyViews(viewParts);
  const lastGood = createLastGood({
    haproxy,
    store: configFile(settings.STATE_DIR),
    errorPage: () => createPlainView(viewParts, files).render([]).config,
    interval: configSaveInterval,
    log,
  });
  const quarantine = createQuarantine(clock);
  const reloadPace = createReloadPace(settings.RELOAD_MIN_INTERVAL, clock, (ms) => sleep(ms));
  const addresses = listenerAddresses(wiring);
  const half = createProxyHalf({
    haproxy,
    listener:
      addresses.length === 0
        ? undefined
        : createListener({ addresses, resolve: hostResolve(dnsResolve()), client }),
    store: stateFile(settings.STATE_DIR),
    pass: lastGood.around(createPass({ haproxy: lastGood.haproxy, quarantine, clock, reloadPace, metrics })),
    quarantine,
    view: viewOf(files),
    view$: files$.pipe(map(viewOf)),
    timing: { debounce: settings.DEBOUNCE, retryFrom: 500, retryTo: 30_000 },
    pullInterval: settings.RELOAD_INTERVAL,
    log,
    metrics,
    clock,
  });
  const stop = async () => {
    await Promise.all([half.stop(), lastGood.stop()]);
  };
  const state = () => {
    const { problems, ...others } = half.state();
    return { ...others, problems: [...problems, ...lastGood.problems()] };
  };
  return { half: { ...half, state, stop }, lastGood, quarantine };
}

/** In the all-in-one stack whoever controls is one of our own tasks. */
function listenerAddresses({ role, settings }: Wiring): readonly string[] {
  const { LISTENER_ADDRESS, SERVICE_NAME, PORT } = settings;
  return role === 'run' && LISTENER_ADDRESS.length === 0
    ? [`tasks.${SERVICE_NAME}:${PORT}`]
    : LISTENER_ADDRESS;
}
