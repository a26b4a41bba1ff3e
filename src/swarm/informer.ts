import {
  concat,
  concatMap,
  distinctUntilChanged,
  EMPTY,
  NEVER,
  type Observable,
  of,
  ReplaySubject,
  type Subject,
  share,
  takeUntil,
  tap,
} from 'rxjs';
import type { SwarmState } from '../core/snapshot/swarm-state.js';
import type { Logger, Swarm } from '../ports.js';
import type { Settings } from '../settings.js';
import { createConnectionLog } from './connection-log.js';
import type { DockerApi, ObjectKind } from './docker-api.js';
import { keepConnected } from './keep-connected.js';
import type { Report } from './refresh.js';
import { session } from './session.js';
import { createSwarmCache, type SwarmCache } from './swarm-cache.js';

export type InformerSettings = Pick<
  Settings,
  | 'RESYNC'
  | 'DF_SERVICE_POLLING_INTERVAL'
  | 'DF_NODE_POLLING_INTERVAL'
  | 'DF_USE_DOCKER_SERVICE_EVENTS'
  | 'DF_USE_DOCKER_NODE_EVENTS'
>;

/** A Swarm that can be told to let go of its engine. */
export interface Informer extends Swarm {
  /** Breaks connections off and says nothing more; `state$` stays silent rather than complete. */
  stop(): void;
}

/** Returns the swarm as an engine tells of it. The engine is asked from the first subscription of `state$` on. */
export function createInformer(docker: DockerApi, settings: InformerSettings, log: Logger): Informer {
  const stop$ = new ReplaySubject<void>(1);
  const cache = createSwarmCache();
  const connection = createConnectionLog(docker.endpoint, log);
  const options = { events: kindsListenedTo(settings), resync: resyncOf(settings) * 1000 };

  const reports$ = keepConnected(session(docker, cache, options)).pipe(
    tap((report) => connection.note(report, cache)),
    takeUntil(stop$),
  );
  const acting$ = new ReplaySubject<boolean>(1);
  return {
    acting$: acting$.pipe(distinctUntilChanged()),
    state$: concat(statesOf(reports$.pipe(tap((report) => noteActing(report, acting$))), cache), NEVER).pipe(
      tap(({ problems }) => connection.noteProblems(problems)),
      share({ connector: () => new ReplaySubject(1), resetOnRefCountZero: false }),
    ),
    health: () => connection.health(),
    stop: () => stop$.next(),
  };
}

function noteActing(report: Report, acting$: Subject<boolean>): void {
  if (report.kind === 'listed') acting$.next(true);
  if (report.kind === 'lost' && report.error._tag === 'NotAManager') acting$.next(false);
}

/** Emits after every change, from the first list on: what was heard before would be an empty swarm with one service. */
function statesOf(reports$: Observable<Report>, cache: SwarmCache): Observable<SwarmState> {
  let listed = false;
  return reports$.pipe(
    concatMap((report) => {
      const first = report.kind === 'listed' && !listed;
      listed ||= first;
      const changed = 'changed' in report && report.changed;
      return first || (listed && changed) ? of(cache.state()) : EMPTY;
    }),
  );
}

/** Seconds. Everything is listed at once: as often as what has to be listed most often. */
function resyncOf({
  RESYNC,
  DF_SERVICE_POLLING_INTERVAL,
  DF_NODE_POLLING_INTERVAL,
}: InformerSettings): number {
  const wanted = [DF_SERVICE_POLLING_INTERVAL, DF_NODE_POLLING_INTERVAL];
  return Math.min(...wanted.map((interval) => (interval > 0 ? interval : RESYNC)));
}

function kindsListenedTo(settings: InformerSettings): readonly ObjectKind[] {
  const kinds: ObjectKind[] = [];
  if (settings.DF_USE_DOCKER_SERVICE_EVENTS) kinds.push('service');
  if (settings.DF_USE_DOCKER_NODE_EVENTS) kinds.push('node');
  return kinds;
}
