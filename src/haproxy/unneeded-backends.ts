import { asyncScheduler, exhaustMap, first, type SchedulerLike, type Subscription, timer } from 'rxjs';

/** Backends of the worker that nothing leads to any more, and that are taken away when that has been so for a while. */
export interface UnneededBackends {
  /** These are the backends that are not needed now; others that were told before are needed again. */
  are(names: ReadonlySet<string>): void;
  /** There is another worker, which never had any of them. */
  forget(): void;
}

export interface UnneededOptions {
  /** Milliseconds that a backend is left alone: a service that comes back finds it there. */
  readonly patience: number;
  /** Takes one away; resolves to whether that is over. */
  readonly take: (name: string) => Promise<boolean>;
  readonly scheduler?: SchedulerLike;
}

/** Milliseconds between two tries to take one away. */
const pause = 2_000;

export function createUnneededBackends(options: UnneededOptions): UnneededBackends {
  const { patience, take, scheduler = asyncScheduler } = options;
  const waiting = new Map<string, Subscription>();
  const leaving = new Map<string, Subscription>();

  const leave = (name: string) => {
    waiting.delete(name);
    const gone$ = timer(0, pause, scheduler).pipe(exhaustMap(() => take(name)));
    leaving.set(
      name,
      gone$.pipe(first((gone) => gone)).subscribe(() => leaving.delete(name)),
    );
  };
  const end = (some: Map<string, Subscription>, names: Iterable<string>) => {
    for (const name of names) {
      some.get(name)?.unsubscribe();
      some.delete(name);
    }
  };

  return {
    are: (names) => {
      end(
        waiting,
        [...waiting.keys()].filter((name) => !names.has(name)),
      );
      for (const name of names) {
        if (waiting.has(name) || leaving.has(name)) continue;
        waiting.set(
          name,
          timer(patience, scheduler).subscribe(() => leave(name)),
        );
      }
    },
    forget: () => {
      end(waiting, [...waiting.keys()]);
      end(leaving, [...leaving.keys()]);
    },
  };
}
