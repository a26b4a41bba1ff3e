import { outcomeKinds } from '../core/outcome.js';
import { reloadReasonKinds } from '../core/plan.js';

/** One metric. A label is either a fixed set of values, all of which are there from the start, or `open`. */
export interface MetricSpec {
  readonly name: string;
  readonly type: 'counter' | 'gauge' | 'histogram';
  readonly help: string;
  readonly labels: Readonly<Record<string, readonly string[] | 'open'>>;
  /** Upper bounds of a histogram, in the unit of its name. */
  readonly buckets?: readonly number[];
}

const results = ['ok', 'failed'] as const;

/** Every metric of Waggle's own. docs/metrics.md is made from this table. */
export const metricsTable = {
  buildInfo: {
    name: 'waggle_build_info',
    type: 'gauge',
    help: 'Always 1; the version that runs.',
    labels: { version: 'open' },
  },
  passes: {
    name: 'waggle_passes_total',
    type: 'counter',
    help: 'Passes of the reconcile loop by what they did.',
    labels: { outcome: outcomeKinds },
  },
  passDuration: {
    name: 'waggle_pass_duration_seconds',
    type: 'histogram',
    help: 'How long a pass took, from reading the state to HAProxy serving it.',
    labels: { outcome: outcomeKinds },
    buckets: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  reloads: {
    name: 'waggle_reloads_total',
    type: 'counter',
    help: 'Reasons for reloads of HAProxy; a reload with two reasons counts under both.',
    labels: { reason: reloadReasonKinds },
  },
  services: {
    name: 'waggle_services',
    type: 'gauge',
    help: 'Services of the snapshot that the proxy serves, those with problems included.',
    labels: {},
  },
  problems: {
    name: 'waggle_problems',
    type: 'gauge',
    help: 'Problems of these services.',
    labels: {},
  },
  shadowedRoutes: {
    name: 'waggle_shadowed_routes',
    type: 'gauge',
    help: 'Destinations, or hosts or paths of them, that no request can reach because of routes before them.',
    labels: {},
  },
  quarantinedServices: {
    name: 'waggle_quarantined_services',
    type: 'gauge',
    help: 'Services that HAProxy refuses: served as before, or left out.',
    labels: {},
  },
  revision: {
    name: 'waggle_revision_info',
    type: 'gauge',
    help: 'Always 1; the revision that the proxy serves.',
    labels: { revision: 'open' },
  },
  haproxyStarts: {
    name: 'waggle_haproxy_starts_total',
    type: 'counter',
    help: 'Times HAProxy was started; more than one means that it died.',
    labels: {},
  },
  oldWorkers: {
    name: 'waggle_haproxy_old_workers',
    type: 'gauge',
    help: 'Workers of HAProxy that a reload replaced and that still have connections.',
    labels: {},
  },
  oldWorkersEnded: {
    name: 'waggle_haproxy_old_workers_ended_total',
    type: 'counter',
    help: 'Old workers that were ended, with their connections, since there were more than MAX_OLD_WORKERS.',
    labels: {},
  },
  pulls: {
    name: 'waggle_pulls_total',
    type: 'counter',
    help: 'Times the proxy asked the controller for the snapshot.',
    labels: { result: results },
  },
  controllerServices: {
    name: 'waggle_controller_services',
    type: 'gauge',
    help: "Services in the controller's snapshot.",
    labels: {},
  },
  controllerProblems: {
    name: 'waggle_controller_problems',
    type: 'gauge',
    help: 'Problems the controller found in the swarm.',
    labels: {},
  },
  controllerRevision: {
    name: 'waggle_controller_revision_info',
    type: 'gauge',
    help: 'Always 1; the revision that the controller wants everywhere.',
    labels: { revision: 'open' },
  },
  peers: { name: 'waggle_peers', type: 'gauge', help: 'Proxies that the controller serves.', labels: {} },
  peersOutOfSync: {
    name: 'waggle_peers_out_of_sync',
    type: 'gauge',
    help: "Proxies that do not serve the controller's revision.",
    labels: {},
  },
  peerInSync: {
    name: 'waggle_peer_in_sync',
    type: 'gauge',
    help: "1 when the proxy serves the controller's revision.",
    labels: { peer: 'open' },
  },
  peerRevision: {
    name: 'waggle_peer_revision_info',
    type: 'gauge',
    help: 'Always 1; the revision that the proxy acknowledged last.',
    labels: { peer: 'open', revision: 'open' },
  },
  pushes: {
    name: 'waggle_pushes_total',
    type: 'counter',
    help: 'Snapshots sent to a proxy.',
    labels: { result: results },
  },
  pushDuration: {
    name: 'waggle_push_duration_seconds',
    type: 'histogram',
    help: 'How long a proxy took to take and apply a snapshot, seen from the controller.',
    labels: {},
    buckets: [0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10],
  },
  dockerCalls: {
    name: 'waggle_docker_calls_total',
    type: 'counter',
    help: 'Calls of the Docker API.',
    labels: { operation: 'open', result: results },
  },
} as const satisfies Readonly<Record<string, MetricSpec>>;
