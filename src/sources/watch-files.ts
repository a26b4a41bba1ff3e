import { isDeepStrictEqual } from 'node:util';
import {
  asyncScheduler,
  concatMap,
  defer,
  EMPTY,
  from,
  map,
  type Observable,
  type ObservableInput,
  of,
  type SchedulerLike,
} from 'rxjs';
import type { Logger } from '../ports.js';
import { changedFiles, type FileSignatures } from './file-signatures.js';
import { type PollTiming, pollChanges } from './poll-changes.js';

export interface WatchedFiles<T> {
  /** Looks at the files, which may be among others those that the content names. Must not fail. */
  readonly sign: (content: T) => ObservableInput<FileSignatures>;
  /** Reads the content anew, given what it was last. Must not fail. */
  readonly read: (before: T) => ObservableInput<T>;
  readonly timing: PollTiming;
  readonly log: Logger;
}

/**
 * Emits the content of files whenever it is another than before; `first` is what is known already. Files are polled: that works
 * on every file system and for files that are swapped as a whole, as Docker's and editors' are.
 */
export function watchFiles<T>(
  { sign, read, timing, log }: WatchedFiles<T>,
  first: T,
  scheduler: SchedulerLike = asyncScheduler,
): Observable<T> {
  return defer(() => {
    let content = first;
    let signatures: FileSignatures | undefined;
    const noChange = (a: FileSignatures, b: FileSignatures) => changedFiles(a, b).length === 0;
    return pollChanges(() => sign(content), noChange, timing, scheduler).pipe(
      concatMap((now) => from(read(content)).pipe(map((next) => ({ now, next })))),
      concatMap(({ now, next }) => {
        const changed = signatures === undefined ? [] : changedFiles(signatures, now);
        signatures = now;
        if (isDeepStrictEqual(content, next)) return EMPTY;
        content = next;
        log.info({ files: changed }, 'files changed');
        return of(next);
      }),
    );
  });
}
