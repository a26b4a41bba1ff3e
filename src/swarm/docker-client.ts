import Docker from 'dockerode';
import * as E from 'fp-ts/lib/Either.js';
import { forkJoin, map, type Observable, of, switchMap, tap, timeout } from 'rxjs';
import type { WaggleError } from '../errors.js';
import type { Metrics } from '../ports.js';
import { DockerInfo } from './codecs.js';
import type { DockerApi, ObjectKind, WatchMessage } from './docker-api.js';
import { type DockerSettings, dockerOptions } from './docker-options.js';
import { type Call, type Failure, failureOf, questionOf } from './docker-question.js';
import { eventStream } from './event-stream.js';
import { readNode } from './read-node.js';
import { readService } from './read-service.js';

/** Milliseconds after which a question is given up; a list of thousands of services takes well under a second. */
const answerWithin = 10_000;

/** Returns the client of the engine that the settings name, or why they cannot be used. */
export function createDockerClient(
  settings: DockerSettings,
  metrics: Pick<Metrics, 'dockerCalled'>,
): E.Either<WaggleError, DockerApi> {
  const options = dockerOptions(settings);
  if (E.isLeft(options)) return options;
  return E.right(new DockerClient(new Docker(options.right), settings.DF_DOCKER_HOST, metrics));
}

class DockerClient implements DockerApi {
  readonly endpoint: string;
  readonly #docker: Docker;
  readonly #metrics: Pick<Metrics, 'dockerCalled'>;

  constructor(docker: Docker, endpoint: string, metrics: Pick<Metrics, 'dockerCalled'>) {
    this.#docker = docker;
    this.endpoint = endpoint;
    this.#metrics = metrics;
  }

  list() {
    return forkJoin([
      this.#askList('list_services', (options) => this.#docker.listServices(options), readService),
      this.#askList('list_nodes', (options) => this.#docker.listNodes(options), readNode),
    ]).pipe(
      switchMap(([services, nodes]) => {
        if (E.isLeft(services)) return this.#whyNoList(services.left);
        if (E.isLeft(nodes)) return this.#whyNoList(nodes.left);
        return of(E.right({ services: services.right, nodes: nodes.right }));
      }),
    );
  }

  inspectService(id: string) {
    const call: Call = (options) => this.#docker.getService(id).inspect(options);
    return this.#askOne('inspect_service', call, readService);
  }

  inspectNode(id: string) {
    const call: Call = (options) => this.#docker.getNode(id).inspect(options);
    return this.#askOne('inspect_node', call, readNode);
  }

  watch(kinds: readonly ObjectKind[]) {
    const filters = { type: [...kinds], scope: ['swarm' as const] };
    return eventStream(
      (abortSignal) => this.#docker.getEvents({ abortSignal, filters }),
      (thrown) => this.#unreachable(failureOf(thrown)),
    ).pipe(
      timeout({ first: answerWithin, with: () => of(this.#noStream()) }),
      tap(({ kind }) => {
        if (kind !== 'event') this.#metrics.dockerCalled('events', kind === 'opened');
      }),
    );
  }

  #ask(operation: string, call: Call): Observable<E.Either<Failure, unknown>> {
    return questionOf(call, answerWithin).pipe(
      tap((answer) => this.#metrics.dockerCalled(operation, E.isRight(answer) || isGone(answer.left))),
    );
  }

  /** An answer that is no list must not pass for an empty one: that would take every route away. */
  #askList<A>(operation: string, call: Call, read: (json: unknown) => A) {
    return this.#ask(operation, call).pipe(
      map((answer): E.Either<Failure, readonly A[]> => {
        if (E.isLeft(answer)) return answer;
        return Array.isArray(answer.right)
          ? E.right(answer.right.map(read))
          : E.left({ status: undefined, detail: `${operation} was answered with something that is no list` });
      }),
    );
  }

  #askOne<A>(operation: string, call: Call, read: (json: unknown) => A) {
    return this.#ask(operation, call).pipe(
      map((answer): E.Either<WaggleError, A | undefined> => {
        if (E.isRight(answer)) return E.right(read(answer.right));
        return isGone(answer.left) ? E.right(undefined) : E.left(this.#unreachable(answer.left));
      }),
    );
  }

  /** Workers and engines outside a swarm answer 503, but so does a manager that is locked or not up yet. */
  #whyNoList(failure: Failure): Observable<E.Either<WaggleError, never>> {
    if (failure.status !== 503) return of(E.left(this.#unreachable(failure)));
    return this.#ask('info', () => this.#docker.info()).pipe(
      map((answer) =>
        E.isRight(answer) && isNoManager(answer.right)
          ? E.left({ _tag: 'NotAManager', endpoint: this.endpoint })
          : E.left(this.#unreachable(failure)),
      ),
    );
  }

  #noStream(): WatchMessage {
    const detail = `no event stream within ${answerWithin} ms`;
    return { kind: 'ended', error: this.#unreachable({ status: undefined, detail }) };
  }

  #unreachable({ detail }: Failure): WaggleError {
    return { _tag: 'DockerUnreachable', endpoint: this.endpoint, detail };
  }
}

function isGone({ status }: Failure): boolean {
  return status === 404;
}

function isNoManager(json: unknown): boolean {
  const info = DockerInfo.decode(json);
  if (E.isLeft(info)) return false;
  const { ControlAvailable, LocalNodeState } = info.right.Swarm;
  return !ControlAvailable && (LocalNodeState === 'active' || LocalNodeState === 'inactive');
}
