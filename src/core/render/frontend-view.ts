/** What frontend.cfg.njk is given: ready values, nothing left to decide. */
export interface FrontendView {
  readonly binds: readonly string[];
  /** What requests do not depend on: log, captures, statistics, the operator's lines. */
  readonly lines: readonly string[];
  readonly variables: readonly VariableView[];
  /** One search of the map of routes each. */
  readonly lookups: readonly LookupView[];
}

export interface VariableView {
  readonly name: string;
  readonly sample: string;
}

export interface LookupView {
  /** Log-format text of the key. */
  readonly key: string;
  /** Whether nothing is compared with what it finds, or it is the first, or compared with what was found before. */
  readonly place: 'only' | 'first' | 'next';
}

/** What frontend-end.cfg.njk is given. */
export interface FrontendEndView {
  readonly lines: readonly string[];
  /** Sample expression of the route that was found. */
  readonly found: string;
  readonly defaultBackend: string;
}
