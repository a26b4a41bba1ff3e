import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import { catchError, defer, from, map, type Observable, of, tap, throwError, timeout } from 'rxjs';

/** Why a question got no answer; the status where the engine gave one. */
export interface Failure {
  readonly status: number | undefined;
  readonly detail: string;
}

/** One call of dockerode. The options have to be made anew for each call: docker-modem takes the signal out of them. */
export type Call = (options: { abortSignal: AbortSignal }) => Promise<unknown>;

/**
 * Returns the one answer to a call, or why there is none within the time (ms). It is asked when subscribed; whoever
 * unsubscribes breaks the connection off.
 */
export function questionOf(call: Call, within: number): Observable<E.Either<Failure, unknown>> {
  return defer(() => {
    const controller = new AbortController();
    return from(call({ abortSignal: controller.signal })).pipe(
      tap({ unsubscribe: () => controller.abort() }),
      // docker-modem stays silent when a connection breaks in the middle of a body, so the time counts here.
      timeout({ first: within, with: () => throwError(() => new Error(`no answer within ${within} ms`)) }),
      map((json): E.Either<Failure, unknown> => E.right(json)),
      catchError((error: unknown) => of(E.left(failureOf(error)))),
    );
  });
}

const Thrown = t.intersection([
  t.type({ message: t.string }),
  t.partial({ statusCode: t.union([t.number, t.undefined]) }),
]);

/** Returns what docker-modem threw, in words. */
export function failureOf(error: unknown): Failure {
  const thrown = Thrown.decode(error);
  if (E.isLeft(thrown)) return { status: undefined, detail: String(error) };
  return { status: thrown.right.statusCode, detail: thrown.right.message.trim() };
}
