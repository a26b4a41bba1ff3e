import type { Subscription } from 'rxjs';
import type { Problem } from '../core/problem.js';
import { serviceChanges } from '../core/service-changes.js';
import {
  type ServiceParametersOptions,
  serviceParameters,
  withoutFacts,
} from '../core/snapshot/service-parameters.js';
import { type Snapshot, snapshotOf } from '../core/snapshot/snapshot.js';
import type { SwarmState } from '../core/snapshot/swarm-state.js';
import type { Logger, Metrics, PeerStatus, Peers, Swarm } from '../ports.js';
import { gather } from './gather.js';
import { createProblemLog } from './problem-log.js';

export interface ControllerHalfParts {
  readonly swarm: Swarm;
  readonly peers: Peers;
  readonly options: ServiceParametersOptions;
  /** Milliseconds: changes within this time of the first are gathered into one more snapshot. */
  readonly debounce: number;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'snapshotPublished'>;
}

/** A controller: turns what Swarm says into snapshots and keeps every proxy at the latest. */
export interface ControllerHalf {
  start(): void;
  state(): ControllerHalfState;
  stop(): void;
}

export interface ControllerHalfState {
  /** False while another manager's controller is to act, and before the engine has been listed. */
  readonly acting: boolean;
  /** Undefined until the swarm has been read. */
  readonly snapshot: Snapshot | undefined;
  /** The same in the words of the Swarm Listener, without what only Waggle adds. */
  readonly publicSnapshot: Snapshot | undefined;
  readonly problems: readonly Problem[];
  readonly swarm: ReturnType<Swarm['health']>;
  readonly peers: readonly PeerStatus[];
}

export function createControllerHalf(parts: ControllerHalfParts): ControllerHalf {
  const { swarm, peers, log, metrics } = parts;
  const listServices = serviceParameters(parts.options);
  const logProblems = createProblemLog(log);
  let snapshot: Snapshot | undefined;
  let problems: readonly Problem[] = [];
  let acting = false;
  let subscriptions: readonly Subscription[] = [];

  function publish(state: SwarmState): void {
    const listed = listServices(state);
    const next = snapshotOf(listed.services);
    problems = [...state.problems, ...listed.problems];
    logProblems(listed.problems);
    metrics.snapshotPublished({
      services: next.services.length,
      problems: problems.length,
      revision: next.revision,
    });
    if (next.revision === snapshot?.revision) return;
    const changes = serviceChanges(snapshot?.services ?? [], next.services);
    log.info({ revision: next.revision, services: next.services.length, ...changes }, 'snapshot published');
    snapshot = next;
    if (acting) peers.publish(next);
  }

  function act(may: boolean): void {
    acting = may;
    if (!may) peers.pause();
    else if (snapshot !== undefined) peers.publish(snapshot);
  }

  return {
    start: () => {
      subscriptions = [
        swarm.acting$.subscribe(act),
        swarm.state$.pipe(gather(parts.debounce)).subscribe(publish),
      ];
    },
    state: () => ({
      acting,
      snapshot,
      publicSnapshot: snapshot && snapshotOf(snapshot.services.map(withoutFacts)),
      problems,
      swarm: swarm.health(),
      peers: peers.status(),
    }),
    stop: () => {
      for (const subscription of subscriptions) subscription.unsubscribe();
      peers.stop();
    },
  };
}
