/** What frontend.cfg.njk is given: ready values, nothing left to decide. */
export interface FrontendView {
  readonly binds: readonly string[];
  /** What requests do not depend on: log, captures, statistics, the operator's lines. */
  readonly lines: readonly string[];
  /** One map look-up each: sample expressions of its key, and the condition under which its answer wins. */
  readonly lookups: readonly LookupView[];
  readonly needsHosts: boolean;
  readonly needsSuffixes: boolean;
}

export interface LookupView {
  readonly key: string;
  readonly first: boolean;
}

/** What frontend-end.cfg.njk is given. */
export interface FrontendEndView {
  readonly lines: readonly string[];
  readonly defaultBackend: string;
}
