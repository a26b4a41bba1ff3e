import { defer, type Observable, repeat, tap, timer } from 'rxjs';
import type { WaggleError } from '../errors.js';
import type { Report } from './refresh.js';

/** Milliseconds before a new session: doubled from first to last, and last at once where asking soon is no use. */
const firstDelay = 250;
const lastDelay = 10_000;

/**
 * Begins a new session after every one that ends, forever. The delays grow while sessions come to nothing; a good list
 * or an event starts them over.
 */
export function keepConnected(session$: Observable<Report>): Observable<Report> {
  return defer(() => {
    let failures = 0;
    let delay = 0;
    return session$.pipe(
      tap((report) => {
        if (report.kind === 'listed' || report.kind === 'heard') failures = 0;
        if (report.kind === 'lost') delay = delayAfter(report.error, ++failures);
      }),
      repeat({ delay: () => timer(delay) }),
    );
  });
}

/** An engine that is no manager does not become one every second. */
function delayAfter(error: WaggleError, failures: number): number {
  return error._tag === 'NotAManager' ? lastDelay : Math.min(firstDelay * 2 ** (failures - 1), lastDelay);
}
