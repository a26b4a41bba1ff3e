import type * as E from 'fp-ts/lib/Either.js';
import type { Observable } from 'rxjs';
import type { SwarmNode, SwarmService } from '../core/snapshot/swarm-state.js';
import type { WaggleError } from '../errors.js';
import type { Sighting } from './sighting.js';

/** What the informer asks of an engine. Every question is asked when it is subscribed and dropped when unsubscribed. */
export interface DockerApi {
  /** The engine's address, for people. */
  readonly endpoint: string;
  /** One answer: all services and nodes. */
  list(): Observable<E.Either<WaggleError, Listing>>;
  /** One answer; undefined when there is no such service. */
  inspectService(id: string): Observable<E.Either<WaggleError, Sighting<SwarmService> | undefined>>;
  /** One answer; undefined when there is no such node. */
  inspectNode(id: string): Observable<E.Either<WaggleError, Sighting<SwarmNode> | undefined>>;
  /** `opened` once the engine answers, then events; ends with `ended` whatever the reason. */
  watch(kinds: readonly ObjectKind[]): Observable<WatchMessage>;
}

export type ObjectKind = 'service' | 'node';

export interface Listing {
  readonly services: readonly Sighting<SwarmService>[];
  readonly nodes: readonly Sighting<SwarmNode>[];
}

export type WatchMessage =
  | { readonly kind: 'opened' }
  | { readonly kind: 'event'; readonly of: ObjectKind; readonly id: string; readonly removed: boolean }
  | { readonly kind: 'ended'; readonly error: WaggleError };
