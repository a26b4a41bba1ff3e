import type { RenderedConfig } from '../core/rendered-config.js';
import type { RunningHaproxy } from './start-haproxy.js';
import type { Worker } from './worker.js';
import { startedWith, type WorkerState } from './worker-state.js';

/** A worker that serves, and what it has. */
export interface Serving {
  readonly haproxy: RunningHaproxy;
  readonly worker: Worker;
  readonly state: WorkerState;
}

/** Who serves, as far as we know, and the configuration in the live folder: what HAProxy has after a start. */
export interface Served {
  /** Undefined when nobody knows what the worker has, and when its HAProxy does not run any more. */
  now(): Serving | undefined;
  files(): RenderedConfig | undefined;
  /** This worker has what it was told, and would have these files after a start. */
  by(next: Serving, files: RenderedConfig): void;
  /** This worker has read these files, and was told nothing since; the one that serves in this HAProxy, when absent. */
  anew(haproxy: RunningHaproxy, files: RenderedConfig, worker?: Worker): void;
  /** What the worker has is not known any more. */
  forget(): void;
}

export interface ServedOptions {
  readonly running: () => RunningHaproxy | undefined;
  /** Called with whatever comes to be served. */
  readonly begin: (serving: Serving, files: RenderedConfig) => void;
}

export function createServed({ running, begin }: ServedOptions): Served {
  let serving: Serving | undefined;
  let onDisk: RenderedConfig | undefined;
  const by = (next: Serving, files: RenderedConfig) => {
    onDisk = files;
    serving = next;
    begin(next, files);
  };
  return {
    now: () => (serving?.haproxy === running() ? serving : undefined),
    files: () => onDisk,
    by,
    anew: (haproxy, files, worker = haproxy.worker()) =>
      by({ haproxy, worker, state: startedWith(files) }, files),
    forget: () => {
      serving = undefined;
    },
  };
}
