import { defer, EMPTY, exhaustMap, type Observable, of, repeat, tap } from 'rxjs';

/**
 * Runs `work` for every trigger, one at a time. Triggers that come while it runs are folded into one more run right
 * after it, which is what makes it safe to look at the state only once per run.
 */
export function runExclusive<R>(trigger$: Observable<unknown>, work: () => Observable<R>): Observable<R> {
  return defer(() => {
    let wanted = false;
    const once$ = defer(() => {
      wanted = false;
      return work();
    });
    const untilQuiet$ = once$.pipe(repeat({ delay: () => (wanted ? of(true) : EMPTY) }));
    return trigger$.pipe(
      tap(() => {
        wanted = true;
      }),
      exhaustMap(() => untilQuiet$),
    );
  });
}
