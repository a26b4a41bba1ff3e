import * as E from 'fp-ts/lib/Either.js';
import { defer, map, type Observable } from 'rxjs';
import type { WaggleError } from '../errors.js';
import type { DockerApi, Listing, ObjectKind } from './docker-api.js';
import type { ObjectCache } from './object-cache.js';
import type { Sighting } from './sighting.js';
import type { SwarmCache } from './swarm-cache.js';

/** What happened in a session. `changed` says whether the cache now says something else. */
export type Report =
  /** Everything was listed. `missed` objects had changed without an event. */
  | { readonly kind: 'listed'; readonly changed: boolean; readonly missed: number }
  /** An event came. */
  | { readonly kind: 'heard'; readonly changed: boolean }
  /** One object was looked at. */
  | { readonly kind: 'looked'; readonly changed: boolean }
  /** One object could not be looked at. */
  | { readonly kind: 'unanswered'; readonly error: WaggleError }
  /** The session is over. */
  | { readonly kind: 'lost'; readonly error: WaggleError };

/** Brings the cache up to date: by one list of everything, by a look at one object, or by an event. */
export interface Refresh {
  everything(): Observable<Report>;
  one(kind: ObjectKind, id: string): Observable<Report>;
  /** Takes an event, which says that an object changed, or that it is gone. */
  hear(kind: ObjectKind, id: string, removed: boolean): Report;
}

/** Returns the means of one session; from its start answers of the session before do not count. */
export function createRefresh(
  docker: DockerApi,
  cache: SwarmCache,
  listenedTo: readonly ObjectKind[],
): Refresh {
  cache.services.startOver();
  cache.nodes.startOver();
  /** IDs that events have named since the last list; undefined until there was a list to miss something after. */
  let heard: Set<string> | undefined;

  function take({ services, nodes }: Listing, asked: { services: number; nodes: number }): Report {
    const changes = {
      service: cache.services.list(asked.services, services),
      node: cache.nodes.list(asked.nodes, nodes),
    };
    const expected = heard;
    const missed = listenedTo.flatMap((kind) => changes[kind].filter((id) => expected?.has(id) === false));
    heard = new Set();
    return {
      kind: 'listed',
      changed: changes.service.length + changes.node.length > 0,
      missed: missed.length,
    };
  }

  return {
    everything: () =>
      defer(() => {
        const asked = { services: cache.services.ask(), nodes: cache.nodes.ask() };
        return docker
          .list()
          .pipe(
            map(
              (answer): Report =>
                E.isRight(answer) ? take(answer.right, asked) : { kind: 'lost', error: answer.left },
            ),
          );
      }),
    one: (kind, id) =>
      kind === 'service'
        ? look(cache.services, id, docker.inspectService(id))
        : look(cache.nodes, id, docker.inspectNode(id)),
    hear(kind, id, removed) {
      heard?.add(id);
      const objects = kind === 'service' ? cache.services : cache.nodes;
      return { kind: 'heard', changed: removed && objects.remove(id) };
    },
  };
}

function look<A>(
  objects: ObjectCache<A>,
  id: string,
  answer$: Observable<E.Either<WaggleError, Sighting<A> | undefined>>,
): Observable<Report> {
  return defer(() => {
    const asked = objects.ask();
    return answer$.pipe(
      map((answer): Report => {
        if (E.isLeft(answer)) return { kind: 'unanswered', error: answer.left };
        const changed = answer.right === undefined ? objects.remove(id) : objects.put(asked, answer.right);
        return { kind: 'looked', changed };
      }),
    );
  });
}
