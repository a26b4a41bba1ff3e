import type { TaskEither } from 'fp-ts/lib/TaskEither.js';
import type { Observable } from 'rxjs';
import type { Capabilities } from './core/capabilities.js';
import type { OutcomeKind } from './core/outcome.js';
import type { Plan, ReloadReasonKind } from './core/plan.js';
import type { RenderedConfig } from './core/rendered-config.js';
import type { Snapshot } from './core/snapshot/snapshot.js';
import type { SwarmState } from './core/snapshot/swarm-state.js';
import type { WaggleError } from './errors.js';

/** Structured log: a constant message plus fields. Fields never hold secrets. */
export interface Logger {
  debug(fields: LogFields, message: string): void;
  info(fields: LogFields, message: string): void;
  warn(fields: LogFields, message: string): void;
  error(fields: LogFields, message: string): void;
}
export type LogFields = Readonly<Record<string, unknown>>;

/** Milliseconds since the epoch. */
export type Clock = () => number;

/** What is counted, in the words of the domain; no Prometheus type leaves telemetry. */
export interface Metrics {
  /** A pass ended. Duration in ms. */
  passFinished(kind: OutcomeKind, duration: number): void;
  reloaded(reasons: readonly ReloadReasonKind[]): void;
  /** What the proxy serves now. */
  stateApplied(state: { services: number; problems: number; revision: string }): void;
  /** How many destinations (or hosts or paths of them) no request can reach. */
  shadowedRoutesSeen(count: number): void;
  /** How many services HAProxy refuses, whether they are served as before or left out. */
  quarantineSeen(count: number): void;
  haproxyStarted(): void;
  /** How many workers of HAProxy that were replaced still have connections. */
  oldWorkersSeen(count: number): void;
  /** One of them was ended since they were too many. */
  oldWorkerEnded(): void;
  /** What the controller wants and which proxies have it. */
  snapshotPublished(state: { services: number; problems: number; revision: string }): void;
  peersSeen(peers: readonly PeerStatus[]): void;
  pushFinished(ok: boolean, duration: number): void;
  dockerCalled(operation: string, ok: boolean): void;
  snapshotPulled(ok: boolean): void;
}

/** The swarm as the controller sees it. */
export interface Swarm {
  /**
   * The state after the first list and after every change that is seen; replays the latest. Never errors and never
   * completes: an engine that does not answer is logged and asked again, and the last known state stays.
   */
  readonly state$: Observable<SwarmState>;
  /**
   * Whether this controller may act: true once the engine was listed, false while it is no manager (any more), since
   * what it last knew grows old while another manager's controller goes on. An engine that merely does not answer
   * changes nothing. Replays the latest.
   */
  readonly acting$: Observable<boolean>;
  /** What the controller knows of its engine, for status: in words when it cannot be asked. */
  health(): { readonly connected: boolean; readonly detail: string };
}

/** HAProxy as the loop sees it: the one place that touches it. */
export interface Haproxy {
  /** What the running worker has, or undefined before the first success or when it was lost. */
  applied(): RenderedConfig | undefined;
  /** Carries out a plan. After a Left nothing has changed for requests, and `applied()` says what is served. */
  apply(plan: Plan, wanted: RenderedConfig): TaskEither<WaggleError, AppliedHow>;
  status(): HaproxyStatus;
  readonly capabilities: Capabilities;
  /** Emits when HAProxy died or was replaced and a pass should look at it. */
  readonly lost$: Observable<string>;
  /** Soft-stops HAProxy and resolves when its processes are gone. */
  stop(): Promise<void>;
}

/** What it took: a dynamic plan that the Runtime API refused ends as a reload with that as a reason. */
export type AppliedHow = Exclude<Plan, { kind: 'noop' }> | { readonly kind: 'noop' };

export interface HaproxyStatus {
  readonly running: boolean;
  /** `2.6.12`, or undefined until it has been asked. */
  readonly version: string | undefined;
  readonly pid: number | undefined;
  /** Times it had to be started again. */
  readonly restarts: number;
  /** Workers that a reload replaced and that still have connections. */
  readonly oldWorkers: number;
}

/** Proxies that a controller serves, and the last revision each acknowledged. */
export interface PeerStatus {
  readonly address: string;
  readonly revision: string | undefined;
  readonly inSync: boolean;
  /** Milliseconds since the epoch since when it is out of sync. */
  readonly since: number | undefined;
  readonly error: string | undefined;
}

/** Where a proxy keeps the last good snapshot between starts. */
export interface SnapshotStore {
  /** Never rejects. */
  load(): Promise<SavedSnapshot>;
  /** Error FileFailed: what was saved before is still there. */
  save(served: ServedSnapshot): TaskEither<WaggleError, void>;
}

/** A snapshot, and what is served of services that HAProxy refuses as they are in it. */
export interface ServedSnapshot {
  readonly snapshot: Snapshot;
  readonly standIns: Snapshot;
}

/** The latest that can be trusted, if there is one, and why a later one cannot: BadSnapshot, FileFailed. */
export interface SavedSnapshot {
  readonly served: ServedSnapshot | undefined;
  readonly faults: readonly WaggleError[];
}

/** Where a proxy keeps the last configuration that HAProxy took, without private keys, between starts. */
export interface ConfigStore {
  /** Undefined: there is none. Errors FileFailed, BadSavedConfig. */
  load(): TaskEither<WaggleError, RenderedConfig | undefined>;
  /** Error FileFailed: what was saved before is still there. */
  save(config: RenderedConfig): TaskEither<WaggleError, void>;
}

/** Sends snapshots to proxies. */
export interface Peers {
  publish(snapshot: Snapshot): void;
  /** Sends nothing and asks nothing until the next `publish`. */
  pause(): void;
  status(): readonly PeerStatus[];
  stop(): void;
}

/** Asks the listener (a Waggle controller or a real Swarm Listener) for its snapshot. */
export interface Listener {
  /** Resolves to undefined when the listener has the revision that is known already. */
  pull(known: string | undefined): TaskEither<WaggleError, Snapshot | undefined>;
}

/** Looks a name up; an unknown name is an empty list. */
export type Resolve = (hostname: string) => Promise<readonly string[]>;
