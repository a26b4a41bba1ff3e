import * as E from 'fp-ts/lib/Either.js';
import { asyncScheduler, EMPTY, map, type SchedulerLike, Subject, switchMap, timer } from 'rxjs';
import type { Problem } from '../core/problem.js';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import { describeError, type WaggleError } from '../errors.js';
import type { SnapshotStore } from '../ports.js';

/** What is on disk of what is served, and what is wrong with that. */
export interface SavedState {
  load(): Promise<Snapshot | undefined>;
  /** Resolves after the first try; one that failed is made again until a later snapshot is saved instead. */
  save(snapshot: Snapshot): Promise<void>;
  /** What could not be read stays a problem until another snapshot is saved. */
  problems(): readonly Problem[];
  stop(): void;
}

/** Returns the saved state. `changed` is called when its problems may be others; `retry` is in ms. */
export function createSavedState(
  store: SnapshotStore,
  { retry, changed }: { readonly retry: number; readonly changed: () => void },
  scheduler: SchedulerLike = asyncScheduler,
): SavedState {
  const unsaved$ = new Subject<Snapshot | undefined>();
  let loaded: string | undefined;
  let unreadable: readonly Problem[] = [];
  let unsaved: readonly Problem[] = [];

  async function save(snapshot: Snapshot): Promise<void> {
    const isLoaded = snapshot.revision === loaded;
    if (isLoaded && unreadable.length === 0) return;
    const saved = await store.save(snapshot)();
    unsaved = E.isLeft(saved) ? [notSaved(saved.left)] : [];
    if (E.isRight(saved) && !isLoaded) [loaded, unreadable] = [undefined, []];
    changed();
    unsaved$.next(E.isLeft(saved) ? snapshot : undefined);
  }

  const retries = unsaved$
    .pipe(
      switchMap((snapshot) =>
        snapshot === undefined ? EMPTY : timer(retry, scheduler).pipe(map(() => snapshot)),
      ),
    )
    .subscribe((snapshot) => void save(snapshot));

  return {
    load: async () => {
      const { snapshot, faults } = await store.load();
      loaded = snapshot?.revision;
      unreadable = faults.map((fault) => notRead(fault, snapshot));
      changed();
      return snapshot;
    },
    save,
    problems: () => [...unreadable, ...unsaved],
    stop: () => retries.unsubscribe(),
  };
}

function notSaved(error: WaggleError): Problem {
  return {
    ...common,
    rule: `does not take what is served: ${describeError(error)}`,
    advice:
      'make room or let the program write there; it is tried again, and until then a restart begins from what was saved before',
  };
}

function notRead(error: WaggleError, instead: Snapshot | undefined): Problem {
  const begun = instead === undefined ? 'nothing saved' : 'the snapshot that was saved before it';
  return {
    ...common,
    rule: `has a state that cannot be used: ${describeError(error)}`,
    advice: `find out what damaged it; the proxy began with ${begun} and takes the next snapshot that it gets`,
  };
}

const common = { service: '(state)', parameter: 'STATE_DIR', value: '' };
