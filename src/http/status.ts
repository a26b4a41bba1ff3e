import type { Outcome } from '../core/outcome.js';
import type { Problem } from '../core/problem.js';
import type { Quarantined } from '../core/quarantined.js';
import type { ShadowedRoute } from '../core/routing/shadowed.js';
import type { HaproxyStatus, PeerStatus } from '../ports.js';

/**
 * Body of `GET /v1/waggle/status`. All times are milliseconds since the epoch, all durations milliseconds; what is not
 * known (yet) is left out.
 */
export interface Status {
  readonly role: 'run' | 'controller' | 'proxy';
  readonly version: string;
  /** When the program started. */
  readonly startedAt: number;
  readonly proxy?: ProxyStatus;
  readonly controller?: ControllerStatus;
}

export interface ProxyStatus {
  /** Of the snapshot that was taken last, and of the one that HAProxy serves. */
  readonly revision: { readonly wanted: string | undefined; readonly applied: string | undefined };
  readonly services: number;
  /** What is wrong with services now. */
  readonly problems: readonly Problem[];
  /** Services that HAProxy refuses, since when, and what is served of them meanwhile. */
  readonly quarantined: readonly Quarantined[];
  /** Destinations, and single hosts and paths of others, that no request can reach as routes are served now. */
  readonly shadowed: readonly ShadowedRoute[];
  /** The last passes that did something or failed, the newest first. */
  readonly passes: readonly Outcome[];
  readonly haproxy: HaproxyStatus;
}

export interface ControllerStatus {
  /** False before the swarm was read, and on a controller that stands by because its engine is no manager. */
  readonly acting: boolean;
  /** Wanted on every proxy. */
  readonly revision: string | undefined;
  readonly services: number;
  /** What is wrong in the swarm. */
  readonly problems: readonly Problem[];
  readonly swarm: { readonly connected: boolean; readonly detail: string };
  readonly peers: readonly PeerStatus[];
}
