import type { FromText } from '../codecs.js';

/** What the codecs of some parameters depend on. */
export interface ParameterContext {
  /** Separator of lists. */
  readonly separator: string;
}

/** A row of the table of parameters. */
export interface Parameter<A> {
  readonly name: string;
  /** Whether it may carry the index of a destination (`servicePath.1`). */
  readonly indexed: boolean;
  /** Whether a destination where it cannot be read is left out: it decides which requests are taken, or where they go. */
  readonly essential: boolean;
  readonly codec: (context: ParameterContext) => FromText<A>;
  /** What is used where it is not given, in words. */
  readonly fallback: string;
  readonly doc: string;
}
