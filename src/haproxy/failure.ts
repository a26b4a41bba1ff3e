import type { WaggleError } from '../errors.js';

/** Carries an expected failure through the plain async functions of this folder; the adapter turns it into a Left. */
export class Failure extends Error {
  readonly error: WaggleError;

  constructor(error: WaggleError) {
    super(error._tag);
    this.error = error;
  }
}

/** Returns the expected failure that was thrown; whatever else was thrown is a bug and is thrown on. */
export function expectedFailure(thrown: unknown): WaggleError {
  if (thrown instanceof Failure) return thrown.error;
  throw thrown;
}

/** Returns the message of whatever was thrown. */
export function messageOf(thrown: unknown): string {
  return thrown instanceof Error ? thrown.message : String(thrown);
}
