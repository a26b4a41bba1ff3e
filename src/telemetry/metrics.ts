import { collectDefaultMetrics, Registry } from 'prom-client';
import type { Metrics, PeerStatus } from '../ports.js';
import { instrumentsOn } from './instruments.js';
import { metricsTable as table } from './metrics-table.js';

export interface MetricsPage {
  readonly contentType: string;
  readonly text: string;
}

/** The port, and the page that Prometheus reads. */
export interface MetricsRegistry extends Metrics {
  /** Returns all metrics in Prometheus' text format. */
  page(): Promise<MetricsPage>;
}

/** Returns metrics on a registry of their own, with those of the process beside them. */
export function createMetrics(version: string): MetricsRegistry {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry });
  const { gauge } = instrumentsOn(registry);
  gauge(table.buildInfo).set({ version }, 1);
  return {
    ...proxyMetrics(registry),
    ...controllerMetrics(registry),
    page: async () => ({ contentType: registry.contentType, text: await registry.metrics() }),
  };
}

type ProxyMetric =
  | 'passFinished'
  | 'reloaded'
  | 'stateApplied'
  | 'shadowedRoutesSeen'
  | 'quarantineSeen'
  | 'haproxyStarted'
  | 'oldWorkersSeen'
  | 'oldWorkerEnded'
  | 'snapshotPulled';

function proxyMetrics(registry: Registry): Pick<Metrics, ProxyMetric> {
  const { counter, gauge, histogram } = instrumentsOn(registry);
  const passes = counter(table.passes);
  const passDuration = histogram(table.passDuration);
  const reloads = counter(table.reloads);
  const applied = stateGauges(gauge(table.services), gauge(table.problems), gauge(table.revision));
  const shadowed = gauge(table.shadowedRoutes);
  const quarantined = gauge(table.quarantinedServices);
  const haproxyStarts = counter(table.haproxyStarts);
  const oldWorkers = gauge(table.oldWorkers);
  const oldWorkersEnded = counter(table.oldWorkersEnded);
  const pulls = counter(table.pulls);
  return {
    passFinished: (outcome, duration) => {
      passes.inc({ outcome });
      passDuration.observe({ outcome }, duration / 1000);
    },
    reloaded: (reasons) => {
      for (const reason of new Set(reasons)) reloads.inc({ reason });
    },
    stateApplied: applied,
    shadowedRoutesSeen: (count) => shadowed.set(count),
    quarantineSeen: (count) => quarantined.set(count),
    haproxyStarted: () => haproxyStarts.inc(),
    oldWorkersSeen: (count) => oldWorkers.set(count),
    oldWorkerEnded: () => oldWorkersEnded.inc(),
    snapshotPulled: (ok) => pulls.inc({ result: resultOf(ok) }),
  };
}

type ControllerMetric = Exclude<keyof Metrics, ProxyMetric>;

function controllerMetrics(registry: Registry): Pick<Metrics, ControllerMetric> {
  const { counter, gauge, histogram } = instrumentsOn(registry);
  const published = stateGauges(
    gauge(table.controllerServices),
    gauge(table.controllerProblems),
    gauge(table.controllerRevision),
  );
  const pushes = counter(table.pushes);
  const pushDuration = histogram(table.pushDuration);
  const dockerCalls = counter(table.dockerCalls);
  return {
    snapshotPublished: published,
    peersSeen: peerGauges(registry),
    pushFinished: (ok, duration) => {
      pushes.inc({ result: resultOf(ok) });
      pushDuration.observe(duration / 1000);
    },
    dockerCalled: (operation, ok) => dockerCalls.inc({ operation, result: resultOf(ok) }),
  };
}

/** Peers that are gone and revisions that are past leave no series behind. */
function peerGauges(registry: Registry): Metrics['peersSeen'] {
  const { gauge } = instrumentsOn(registry);
  const peers = gauge(table.peers);
  const outOfSync = gauge(table.peersOutOfSync);
  const inSync = gauge(table.peerInSync);
  const revisions = gauge(table.peerRevision);
  return (seen: readonly PeerStatus[]) => {
    peers.set(seen.length);
    outOfSync.set(seen.filter((peer) => !peer.inSync).length);
    inSync.reset();
    revisions.reset();
    for (const { address, revision, inSync: isInSync } of seen) {
      inSync.set({ peer: address }, isInSync ? 1 : 0);
      if (revision !== undefined) revisions.set({ peer: address, revision }, 1);
    }
  };
}

interface Settable {
  set(value: number): void;
}

function stateGauges(
  services: Settable,
  problems: Settable,
  revisions: { reset(): void; set(labels: Record<string, string>, value: number): void },
): Metrics['stateApplied'] {
  return (state) => {
    services.set(state.services);
    problems.set(state.problems);
    revisions.reset();
    revisions.set({ revision: state.revision }, 1);
  };
}

function resultOf(ok: boolean): 'ok' | 'failed' {
  return ok ? 'ok' : 'failed';
}
