/** What the templates are given: ready values, nothing left to decide. Words that need it are quoted already. */

export interface AclRouteView {
  readonly service: string;
  readonly rank: string;
  readonly value: string;
  /** Name of each ACL and its lines (without `acl`): lines of one name are alternatives. */
  readonly acls: readonly { readonly name: string; readonly test: string }[];
  /** ACL names with a `!` before those that must not hold. */
  readonly conditions: readonly string[];
}

export interface BackendView {
  readonly name: string;
  readonly connectionMode: string;
  readonly timeoutServer: number;
  readonly timeoutTunnel: number;
  /** Sample expressions, each applied to the path left by the one before. */
  readonly rewrites: readonly string[];
  readonly servers: string;
}
