/** What acl-route.cfg.njk is given: ready values, quoted where they need it. */
export interface AclRouteView {
  readonly service: string;
  readonly rank: string;
  readonly value: string;
  /** Name of each ACL and its lines (without `acl`): lines of one name are alternatives. */
  readonly acls: readonly { readonly name: string; readonly test: string }[];
  /** ACL names with a `!` before those that must not hold. */
  readonly conditions: readonly string[];
}
