import type { ServiceSpec } from '../services/service-spec.js';
import type { Route } from './route.js';
import type { RouteOrder } from './routes-of.js';
import type { RoutingTable } from './routing-table.js';

/** How requests find their backend, for people who ask about it. */
export interface Routing {
  /** The services that are served. */
  readonly specs: readonly ServiceSpec[];
  /** In order, as `order` says. */
  readonly routes: readonly Route[];
  readonly order: RouteOrder;
  /** What the routes were compiled to. */
  readonly table: RoutingTable;
  /** Name of the backend for what no route takes; empty: there is none. */
  readonly defaultBackend: string;
  /** Whether there are users of every service. */
  readonly hasSharedUsers: boolean;
}
