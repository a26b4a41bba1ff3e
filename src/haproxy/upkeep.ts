import { isDeepStrictEqual } from 'node:util';
import type { Discovery, DynamicBackend, RenderedConfig } from '../core/rendered-config.js';
import type { AskWorker } from './ask-worker.js';
import { createFollowers } from './follow-servers.js';
import { limit } from './limit.js';
import { createNames, type NamesOptions } from './names.js';
import { createUnneededBackends } from './unneeded-backends.js';
import { unneededIn, type WorkerState } from './worker-state.js';

/** What is done for a worker between changes. */
export interface Upkeep {
  /** This worker has this state, while the files hold this configuration. */
  begin(ask: AskWorker, state: WorkerState, files: RenderedConfig): void;
  /** Some backend may have lost its last address. */
  review(): void;
  /** There is no worker. */
  pause(): void;
  stop(): void;
}

export interface UpkeepOptions extends NamesOptions {
  /** Milliseconds after which a backend that is not needed is taken away. */
  readonly leftoverTime: number;
  /** Takes one away; resolves to whether that is over. */
  readonly take: (backend: string) => Promise<boolean>;
}

/** Questions to the worker at a time: the master passes ten on at most, and changes must not wait behind these. */
const mostQuestions = 4;

/** Names of static backends, servers of those that were added, and an end for what is not needed. */
export function createUpkeep(options: UpkeepOptions): Upkeep {
  const names = createNames(options);
  const followers = createFollowers(options);
  const limited = limit(mostQuestions, (question: () => Promise<string>) => question());
  const unneeded = createUnneededBackends({ ...options, patience: options.leftoverTime });
  let worker: AskWorker | undefined;
  let calmly: AskWorker = () => Promise.reject(new Error('nobody to ask'));
  let watched: readonly Discovery[] = [];
  const pause = () => {
    followers.stop();
    unneeded.forget();
  };
  return {
    begin: (ask, state, files) => {
      const isNew = ask !== worker;
      const discovery = othersThan(state.added, files);
      if (isNew) unneeded.forget();
      if (isNew) calmly = (commands) => limited(() => ask(commands));
      // The first question about them is after all servers, and most changes are none of names.
      if (isNew || !isDeepStrictEqual(discovery, watched)) names.watch(discovery, calmly);
      worker = ask;
      watched = discovery;
      followers.follow(state.added.values(), calmly);
      unneeded.are(unneededIn(state, files));
    },
    review: names.review,
    pause,
    stop: () => {
      names.stop();
      pause();
    },
  };
}

function othersThan(
  added: ReadonlyMap<string, DynamicBackend>,
  { discovery }: RenderedConfig,
): readonly Discovery[] {
  return added.size === 0 ? discovery : discovery.filter(({ backend }) => !added.has(backend));
}
