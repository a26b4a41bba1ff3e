import {
  asyncScheduler,
  auditTime,
  filter,
  ignoreElements,
  type Observable,
  type SchedulerLike,
  tap,
} from 'rxjs';
import type { Routing } from '../core/routing/routing.js';
import { type ShadowedRoute, shadowedRoutes } from '../core/routing/shadowed.js';
import type { Logger, Metrics } from '../ports.js';

/** Milliseconds until changed routes are looked at: what is asked for comes first, and changes come in groups. */
const patience = 500;

/** Keeps an eye on routes that can never win. */
export interface ShadowWatch {
  /** Returns the shadowed routes; worked out only when routes have changed since the last time. */
  shadowed(routing: Routing | undefined): readonly ShadowedRoute[];
  /** Logs each shadowed route when it appears and when it is gone, and counts them, until it is unsubscribed from. */
  follow(routing$: Observable<Routing | undefined>, scheduler?: SchedulerLike): Observable<never>;
}

export function createShadowWatch(log: Logger, metrics: Pick<Metrics, 'shadowedRoutesSeen'>): ShadowWatch {
  let last: { readonly routing: Routing; readonly shadowed: readonly ShadowedRoute[] } | undefined;
  let known = new Map<string, ShadowedRoute>();

  function shadowed(routing: Routing | undefined): readonly ShadowedRoute[] {
    if (routing === undefined) return [];
    if (last === undefined || !isSame(last.routing, routing))
      last = { routing, shadowed: shadowedRoutes(routing) };
    return last.shadowed;
  }

  function tell(found: readonly ShadowedRoute[]): void {
    const now = new Map(found.map((route) => [`${route.backend} ${route.words}`, route]));
    for (const [key, route] of now) if (!known.has(key)) log.info({ ...route }, 'route is shadowed');
    for (const [key, { service, backend }] of known)
      if (!now.has(key)) log.info({ service, backend }, 'route is shadowed no more');
    known = now;
    metrics.shadowedRoutesSeen(found.length);
  }

  return {
    shadowed,
    follow: (routing$, scheduler = asyncScheduler) =>
      routing$.pipe(
        filter((routing) => routing !== undefined),
        auditTime(patience, scheduler),
        tap((routing) => tell(shadowed(routing))),
        ignoreElements(),
      ),
  };
}

/** Routes are kept while their service does not change. */
function isSame(a: Routing, b: Routing): boolean {
  if (a.order !== b.order || a.routes.length !== b.routes.length) return false;
  return a.routes.every((route, place) => route === b.routes[place]);
}
