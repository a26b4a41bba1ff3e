import type { ReloadReason } from './plan.js';
import type { Problem } from './problem.js';

export const outcomeKinds = ['noop', 'dynamic', 'reload', 'failed'] as const;
export type OutcomeKind = (typeof outcomeKinds)[number];

/** What a pass did. */
export interface Outcome {
  readonly kind: OutcomeKind;
  /** Revision of the snapshot the pass looked at. */
  readonly revision: string;
  /** Milliseconds since the epoch when the pass ended, and how long it took (ms). */
  readonly finishedAt: number;
  readonly duration: number;
  readonly reasons: readonly ReloadReason[];
  readonly problems: readonly Problem[];
  /** Some services stay as they were for now: HAProxy refused too much at once. The next pass comes soon, and goes on. */
  readonly unfinished?: boolean;
  /** In words, when it failed. */
  readonly error?: string;
}
