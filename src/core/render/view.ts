/** What the templates are given: ready values, nothing left to decide. Words that need it are quoted already. */

export interface FrameView {
  readonly serverState: string;
  readonly hardStopAfter: string;
  /** An empty folder to lock HAProxy into; empty when it may not. */
  readonly jail: string;
  readonly resolvers: readonly string[];
  readonly connectionMode: string;
  readonly errorFiles: readonly { readonly status: number; readonly file: string }[];
  readonly timeouts: Readonly<Record<TimeoutName, number>>;
}

export type TimeoutName =
  | 'connect'
  | 'client'
  | 'server'
  | 'queue'
  | 'tunnel'
  | 'http-request'
  | 'http-keep-alive';

export interface FrontendView {
  readonly binds: readonly string[];
  /** One map look-up each: sample expressions of its key, and the condition under which its answer wins. */
  readonly lookups: readonly LookupView[];
  readonly needsHosts: boolean;
  readonly needsSuffixes: boolean;
}

export interface LookupView {
  readonly key: string;
  readonly first: boolean;
}

export interface AclRouteView {
  readonly service: string;
  readonly rank: string;
  readonly value: string;
  /** Name of each ACL and its lines (without `acl`): lines of one name are alternatives. */
  readonly acls: readonly { readonly name: string; readonly test: string }[];
  /** ACL names with a `!` before those that must not hold. */
  readonly conditions: readonly string[];
}

export interface FrontendEndView {
  readonly defaultBackend: string;
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
