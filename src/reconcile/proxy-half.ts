import { BehaviorSubject, from, merge, type Observable, Subject, type Subscription } from 'rxjs';
import type { Outcome } from '../core/outcome.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { Problem } from '../core/problem.js';
import type { Routing } from '../core/routing/routing.js';
import type { ShadowedRoute } from '../core/routing/shadowed.js';
import { serviceChanges } from '../core/service-changes.js';
import { type Snapshot, snapshotOf } from '../core/snapshot/snapshot.js';
import type { Clock, Haproxy, Listener, Logger, Metrics, ServedSnapshot, SnapshotStore } from '../ports.js';
import { followListener } from './follow-listener.js';
import type { Pass } from './pass.js';
import { type ProxyView, passInput } from './pass-input.js';
import { type PassTiming, passes } from './passes.js';
import { createProblemLog } from './problem-log.js';
import type { Quarantine } from './quarantine.js';
import { createSavedState, isSame } from './saved-state.js';
import { createShadowWatch } from './shadow-watch.js';

export interface ProxyHalfParts {
  readonly haproxy: Haproxy;
  /** Undefined when there is nobody to ask. */
  readonly listener: Listener | undefined;
  readonly store: SnapshotStore;
  readonly pass: Pass;
  /** Of the pass: it is told what was served before this start. */
  readonly quarantine: Pick<Quarantine, 'remember'>;
  /** What settings and files amount to at start, and whenever they change; each change is a reason for a pass. */
  readonly view: ProxyView;
  readonly view$: Observable<ProxyView>;
  readonly timing: PassTiming;
  /** Milliseconds between pulls. */
  readonly pullInterval: number;
  readonly log: Logger;
  readonly metrics: Metrics;
  readonly clock: Clock;
}

/** A proxy: takes snapshots in from wherever they come and keeps HAProxy as the latest one says. */
export interface ProxyHalf {
  /** Serves what is on disk (or the error page), then follows the listener. Resolves after the first pass. */
  start(): Promise<void>;
  /** Takes a snapshot in and returns the outcome of the first pass that has seen it; a failure once it is stopped. */
  accept(snapshot: Snapshot): Promise<Outcome>;
  state(): ProxyHalfState;
  /** Routes of `state()` that can never win; found out when they are asked for or soon after routes changed. */
  shadowed(): readonly ShadowedRoute[];
  stop(): Promise<void>;
}

export interface ProxyHalfState {
  /** Revision taken last, and the one that is served. */
  readonly wanted: string | undefined;
  readonly applied: string | undefined;
  /** What is served: the snapshot's services and the static ones. */
  readonly services: readonly Parameters[];
  readonly problems: readonly Problem[];
  /** How requests are routed now; undefined before that is known. */
  readonly routing: Routing | undefined;
  /** The last passes that did something or failed, newest first. */
  readonly passes: readonly Outcome[];
}

const nothing = snapshotOf([]);
const remembered = 20;

export function createProxyHalf(parts: ProxyHalfParts): ProxyHalf {
  const { haproxy, log, metrics } = parts;
  const trigger$ = new Subject<unknown>();
  const routing$ = new BehaviorSubject<Routing | undefined>(undefined);
  const logProblems = createProblemLog(log);
  const shadowWatch = createShadowWatch(log, metrics);
  let stopped = false;
  let waiting: ((outcome: Outcome) => void)[] = [];
  let view = parts.view;
  let current: Snapshot | undefined;
  let served: ServedSnapshot | undefined;
  let services: readonly Parameters[] = [];
  let history: readonly Outcome[] = [];
  let problems: readonly Problem[] = [];
  let subscriptions: readonly Subscription[] = [];
  const allProblems = () => [...problems, ...saved.problems()];
  const saved = createSavedState(parts.store, {
    retry: parts.timing.retryTo,
    changed: () => logProblems(allProblems()),
  });

  const runPass = async (): Promise<Outcome> => {
    const asked = waiting;
    waiting = [];
    let seen: Snapshot | undefined;
    let seenServices: readonly Parameters[] = [];
    const { outcome, routing, standIns } = await parts.pass(() => {
      const input = passInput(current ?? nothing, view);
      [seen, seenServices] = [current, input.services];
      return input;
    });
    if (outcome.kind !== 'failed') routing$.next(routing);
    const noted = note(outcome, seen && { snapshot: seen, standIns: snapshotOf(standIns) }, seenServices);
    // Who is told that a snapshot is served may rely on it after a crash too; the next pass need not wait for the disk.
    void noted.then(() => {
      for (const resolve of asked) resolve(outcome);
    });
    return outcome;
  };

  async function note(
    outcome: Outcome,
    seen: ServedSnapshot | undefined,
    seenServices: readonly Parameters[],
  ): Promise<void> {
    metrics.passFinished(outcome.kind, outcome.duration);
    if (outcome.kind !== 'noop') history = [outcome, ...history].slice(0, remembered);
    problems = outcome.problems;
    logProblems(allProblems());
    const { revision, duration, reasons } = outcome;
    if (outcome.kind === 'failed') {
      log.error({ revision, duration, error: outcome.error }, 'pass failed');
      return;
    }
    if (outcome.kind === 'reload') metrics.reloaded(reasons.map(({ kind }) => kind));
    const isNew = seen !== undefined && served?.snapshot.revision !== seen.snapshot.revision;
    if (seen === undefined && seenServices.length + services.length === 0) return;
    if (outcome.kind !== 'noop' || isNew) {
      const changes = serviceChanges(services, seenServices);
      const fields = { outcome: outcome.kind, revision, duration, reasons, ...changes };
      log.info(fields, 'configuration applied');
    }
    services = seenServices;
    metrics.stateApplied({ services: services.length, problems: allProblems().length, revision });
    const isSaved = seen === undefined || (served !== undefined && isSame(seen, served));
    served = seen;
    if (!isSaved) await saved.save(seen);
  }

  function request(): Promise<Outcome> {
    return new Promise((resolve) => {
      if (stopped) return resolve(refusal());
      waiting.push(resolve);
      trigger$.next(undefined);
    });
  }

  async function accept(snapshot: Snapshot): Promise<Outcome> {
    current = snapshot;
    return await request();
  }

  /** What who asks is told when there will be no pass: without an answer the API could not close. */
  function refusal(): Outcome {
    const revision = current?.revision ?? nothing.revision;
    const error = 'this proxy is being stopped';
    return { kind: 'failed', revision, finishedAt: parts.clock(), duration: 0, reasons: [], problems, error };
  }

  function takeView(next: ProxyView): void {
    view = next;
    trigger$.next(undefined);
  }

  async function load(): Promise<void> {
    const loaded = await saved.load();
    if (loaded === undefined || current !== undefined) return;
    current = loaded.snapshot;
    parts.quarantine.remember(view.readServices(servedOf(loaded)).specs);
    const { revision, services } = loaded.snapshot;
    log.info({ revision, services: services.length }, 'starting from the saved snapshot');
  }

  return {
    start: async () => {
      const outcome$ = passes(merge(trigger$, haproxy.lost$), () => from(runPass()), parts.timing);
      subscriptions = [
        outcome$.subscribe(),
        parts.view$.subscribe(takeView),
        shadowWatch.follow(routing$).subscribe(),
      ];
      await load();
      await request();
      if (parts.listener !== undefined) {
        const pulled$ = followListener(parts.listener, parts.pullInterval, () => current?.revision, {
          log,
          metrics,
        });
        subscriptions = [...subscriptions, pulled$.subscribe((snapshot) => void accept(snapshot))];
      }
    },
    accept,
    state: () => ({
      wanted: current?.revision,
      applied: served?.snapshot.revision,
      services,
      problems: allProblems(),
      routing: routing$.value,
      passes: history,
    }),
    shadowed: () => shadowWatch.shadowed(routing$.value),
    stop: async () => {
      stopped = true;
      for (const subscription of subscriptions) subscription.unsubscribe();
      for (const resolve of waiting) resolve(refusal());
      saved.stop();
      await haproxy.stop();
    },
  };
}

/** Parameters of what was served, or left out. */
function servedOf({ snapshot, standIns }: ServedSnapshot): readonly Parameters[] {
  const replaced = new Set(standIns.services.map(({ serviceName }) => serviceName));
  const others = snapshot.services.filter(({ serviceName }) => !replaced.has(serviceName));
  return [...standIns.services, ...others];
}
