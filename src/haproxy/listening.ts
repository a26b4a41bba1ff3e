import {
  defer,
  first,
  forkJoin,
  from,
  map,
  type Observable,
  type ObservableInput,
  of,
  repeat,
  type SchedulerLike,
  timeout,
  timer,
} from 'rxjs';

/** Milliseconds: between two tries, and until it no longer matters because HAProxy has asked for the name itself. */
const pace = { retry: 20, giveUp: 1_000 };

/**
 * Emits those of the addresses that accept connections on one of these ports, as soon as there are some, or all of
 * them when none does in time. Docker knows a task's address before its program listens, and HAProxy waits a second
 * before it tries the only server of a backend again.
 */
export function listening$(
  addresses: readonly string[],
  ports: readonly number[],
  accepts: (address: string, port: number) => ObservableInput<boolean>,
  scheduler: SchedulerLike,
): Observable<readonly string[]> {
  const answers$ = (address: string) => forkJoin(ports.map((port) => from(accepts(address, port))));
  return defer(() => forkJoin(addresses.map(answers$))).pipe(
    map((answers) => addresses.filter((_, index) => answers[index]?.includes(true))),
    repeat({ delay: () => timer(pace.retry, scheduler) }),
    first((accepting) => accepting.length > 0),
    timeout({ first: pace.giveUp, scheduler, with: () => of(addresses) }),
  );
}
