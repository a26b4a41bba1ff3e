import * as E from 'fp-ts/lib/Either.js';
import { asyncScheduler, EMPTY, map, type SchedulerLike, Subject, switchMap, timer } from 'rxjs';
import type { Problem } from '../core/problem.js';
import { describeError, type WaggleError } from '../errors.js';
import type { ServedSnapshot, SnapshotStore } from '../ports.js';

/** What is on disk of what is served, and what is wrong with that. */
export interface SavedState {
  load(): Promise<ServedSnapshot | undefined>;
  /** Resolves after the first try; one that failed is made again until something later is saved instead. */
  save(served: ServedSnapshot): Promise<void>;
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
  const unsaved$ = new Subject<ServedSnapshot | undefined>();
  let loaded: ServedSnapshot | undefined;
  let unreadable: readonly Problem[] = [];
  let unsaved: readonly Problem[] = [];

  async function save(served: ServedSnapshot): Promise<void> {
    if (unreadable.length === 0 && loaded !== undefined && isSame(served, loaded)) return;
    const saved = await store.save(served)();
    unsaved = E.isLeft(saved) ? [notSaved(saved.left)] : [];
    if (E.isRight(saved)) {
      if (served.snapshot.revision !== loaded?.snapshot.revision) unreadable = [];
      if (unreadable.length === 0) loaded = undefined;
    }
    changed();
    unsaved$.next(E.isLeft(saved) ? served : undefined);
  }

  const retries = unsaved$
    .pipe(
      switchMap((served) => (served === undefined ? EMPTY : timer(retry, scheduler).pipe(map(() => served)))),
    )
    .subscribe((served) => void save(served));

  return {
    load: async () => {
      const { served, faults } = await store.load();
      loaded = served;
      unreadable = faults.map((fault) => notRead(fault, served !== undefined));
      changed();
      return served;
    },
    save,
    problems: () => [...unreadable, ...unsaved],
    stop: () => retries.unsubscribe(),
  };
}

export function isSame(a: ServedSnapshot, b: ServedSnapshot): boolean {
  return a.snapshot.revision === b.snapshot.revision && a.standIns.revision === b.standIns.revision;
}

function notSaved(error: WaggleError): Problem {
  return {
    ...common,
    rule: `does not take what is served: ${describeError(error)}`,
    advice:
      'make room or let the program write there; it is tried again, and until then a restart begins from what was saved before',
  };
}

function notRead(error: WaggleError, isAnother: boolean): Problem {
  const begun = isAnother ? 'the snapshot that was saved before it' : 'nothing saved';
  return {
    ...common,
    rule: `has a state that cannot be used: ${describeError(error)}`,
    advice: `find out what damaged it; the proxy began with ${begun} and takes the next snapshot that it gets`,
  };
}

const common = { service: '(state)', parameter: 'STATE_DIR', value: '' };
