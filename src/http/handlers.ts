import type { Outcome } from '../core/outcome.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { Explanation } from '../core/routing/explanation.js';
import type { Question } from '../core/routing/question.js';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import type { Status } from './status.js';

/** What the routes need of the program. A half that does not run here is undefined, and its paths do not exist. */
export interface Handlers {
  /** False while draining: no new work should be sent here. */
  alive(): boolean;
  /** Undefined when requests can be served, otherwise what is missing, in words. */
  notReady(): string | undefined;
  metrics(): Promise<{ readonly contentType: string; readonly text: string }>;
  status(): Status;
  readonly controller: ControllerHandlers | undefined;
  readonly proxy: ProxyHandlers | undefined;
}

/** The controller half. */
export interface ControllerHandlers {
  /** What the proxies should have; undefined before the swarm was read, and on a controller that stands by. */
  snapshot(): Snapshot | undefined;
  /** The same for third parties: without the facts that only Waggle adds, so under another revision. */
  publicSnapshot(): Snapshot | undefined;
}

/** The proxy half. */
export interface ProxyHandlers {
  /** Takes a snapshot in and returns what the pass that applied it did. */
  accept(snapshot: Snapshot): Promise<Outcome>;
  /** Revision of the snapshot that was taken last, and of the one that HAProxy serves. */
  revisions(): { readonly wanted: string | undefined; readonly applied: string | undefined };
  /** Parameters of the services that are served. */
  served(): readonly Parameters[];
  /** haproxy.cfg as applied, empty before that. */
  config(): string;
  /** Which route serves a request as HAProxy routes now, and why; undefined before that is known. */
  explain(question: Question): Explanation | undefined;
  /** Service name → what is known of it, for `config?type=json`. Holds no secrets. */
  services(): Readonly<Record<string, unknown>>;
}
