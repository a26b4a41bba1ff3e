import type { Change } from '../core/plan.js';
import type { DynamicBackend, RenderedConfig } from '../core/rendered-config.js';

/** What a worker has: what it read when it started, and what it was told since. */
export interface WorkerState {
  /** The wanted configuration, and at its end sections that are not wanted any more: a service that comes back finds them. */
  readonly config: RenderedConfig;
  /** Backends that it was given at run time, by name. */
  readonly added: ReadonlyMap<string, DynamicBackend>;
  /** Names of those that are being taken away, and may be there still. */
  readonly leaving: ReadonlySet<string>;
}

/** Returns what a worker has that has read these files and was told nothing since. */
export function startedWith(config: RenderedConfig): WorkerState {
  return { config, added: new Map(), leaving: new Set() };
}

/** Returns what a worker has after the changes that lead to the wanted configuration. */
export function changedTo(
  { config, added, leaving }: WorkerState,
  wanted: RenderedConfig,
  changes: readonly Change[],
): WorkerState {
  const names = new Set(wanted.sections.map(({ name }) => name));
  const left = config.sections.filter(
    ({ kind, name }) => (kind === 'backend' || kind === 'profile') && !names.has(name),
  );
  const given = changes.flatMap((change) =>
    change.kind === 'backend_added' ? [[change.backend.discovery.backend, change.backend] as const] : [],
  );
  const back = new Set(given.map(([name]) => name));
  return {
    config: { ...wanted, sections: [...wanted.sections, ...left] },
    added: new Map([...added, ...given]),
    leaving: new Set([...leaving].filter((name) => !back.has(name))),
  };
}

/** Returns the names of backends that can be taken away, since the files do not have them. */
export function unneededIn({ added }: WorkerState, files: RenderedConfig): ReadonlySet<string> {
  if (added.size === 0) return new Set();
  const wanted = new Set(files.sections.map(({ name }) => name));
  return new Set([...added.keys()].filter((name) => !wanted.has(`backend ${name}`)));
}

/** Whether this backend may be taken from the worker: it was added, and the files do not have it. */
export function canTake({ added, leaving }: WorkerState, backend: string, files: RenderedConfig): boolean {
  const isWanted = files.sections.some(({ name }) => name === `backend ${backend}`);
  return !isWanted && (added.has(backend) || leaving.has(backend));
}

/** Returns the state from which a backend is gone, as far as anybody may rely on it. */
export function takingAway({ config, added, leaving }: WorkerState, backend: string): WorkerState {
  return {
    config: { ...config, sections: config.sections.filter(({ name }) => name !== `backend ${backend}`) },
    added: new Map([...added].filter(([name]) => name !== backend)),
    leaving: new Set([...leaving, backend]),
  };
}
