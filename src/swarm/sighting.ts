import type * as E from 'fp-ts/lib/Either.js';
import type { Problem } from '../core/problem.js';

/** What one answer of the Docker API said about one object: its value, or why it cannot be read. */
export interface Sighting<A> {
  readonly id: string;
  /** `Version.Index`, which grows with every change of the object; undefined where that cannot be read. */
  readonly version: number | undefined;
  /** Equal for two sightings that say the same. */
  readonly fingerprint: string;
  readonly seen: E.Either<Problem, A>;
}
