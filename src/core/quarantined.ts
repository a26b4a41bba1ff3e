/** A service that HAProxy refuses. */
export interface Quarantined {
  readonly service: string;
  /** Milliseconds since the epoch. */
  readonly since: number;
  /** Its last good version, or nothing: it is left out. */
  readonly serves: 'last_good' | 'nothing';
  /** HAProxy's words. */
  readonly message: string;
}
