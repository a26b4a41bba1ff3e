import { defer, EMPTY, filter, mergeMap, type Observable, type OperatorFunction, of, repeat } from 'rxjs';

/**
 * Does the work of every key, one at a time for each key and `concurrency` at a time in all. However often a key comes
 * while its work is under way, the work is done exactly once more: it may have begun too early to see the last change.
 */
export function oneAtATime<K, A>(
  keyOf: (wake: K) => string,
  work: (wake: K) => Observable<A>,
  concurrency: number,
): OperatorFunction<K, A> {
  return (wakes$) =>
    defer(() => {
      /** Keys that wait or are worked on → whether they came again since their work began. */
      const busy = new Map<string, boolean>();
      const again = (key: string) => {
        if (busy.get(key)) return of(key);
        busy.delete(key);
        return EMPTY;
      };
      const begin = (wake: K) =>
        defer(() => {
          busy.set(keyOf(wake), false);
          return work(wake);
        });
      return wakes$.pipe(
        filter((wake) => {
          const idle = !busy.has(keyOf(wake));
          busy.set(keyOf(wake), !idle);
          return idle;
        }),
        mergeMap((wake) => begin(wake).pipe(repeat({ delay: () => again(keyOf(wake)) })), concurrency),
      );
    });
}
