/** One service's parameters, parsed and checked. */
export interface ServiceSpec {
  readonly serviceName: string;
  /** Orders the routes and begins the names of backends. */
  readonly aclName: string;
  /** How servers are found: one name that balances by itself, or one server a task. */
  readonly discovery: 'name' | 'tasks';
  /** Most tasks there can be; absent when that is not known. */
  readonly maxTasks?: number;
  readonly checkServers: boolean;
  readonly connectionMode?: ConnectionMode;
  readonly isDefaultBackend: boolean;
  /** In the order of their index; never empty. */
  readonly destinations: readonly Destination[];
}

export type ConnectionMode = 'http-keep-alive' | 'http-server-close' | 'httpclose';

/** Which requests go to which port of the service. */
export interface Destination {
  readonly index: number;
  readonly port: number;
  /** Entry port that the request must have come in by; any, when absent. */
  readonly srcPort?: number;
  /** How paths and excluded paths are compared. */
  readonly pathType: PathType;
  readonly paths: readonly string[];
  readonly excludedPaths: readonly string[];
  /** Empty: any host. */
  readonly hosts: readonly HostMatch[];
  readonly rewrites: readonly Rewrite[];
  /** Seconds. */
  readonly timeoutServer?: number;
  readonly timeoutTunnel?: number;
}

/** HAProxy's matching methods for paths (HAProxy manual, section 7.1.3). */
export const pathTypes = [
  'path_beg',
  'path',
  'path_dir',
  'path_dom',
  'path_end',
  'path_len',
  'path_reg',
  'path_sub',
] as const;
export type PathType = (typeof pathTypes)[number];

/**
 * One host of a destination, lower case and without a port. `fetch` is for algorithms that are not about the Host
 * header's beginning, end or whole: an HAProxy sample fetch or a matching method, with its pattern.
 */
export type HostMatch =
  | { readonly kind: 'exact'; readonly host: string }
  | { readonly kind: 'prefix'; readonly host: string }
  | { readonly kind: 'suffix'; readonly host: string }
  | { readonly kind: 'method'; readonly method: HostMethod; readonly pattern: string }
  | { readonly kind: 'fetch'; readonly fetch: string; readonly pattern: string };

export type HostMethod = 'dom' | 'dir' | 'sub' | 'reg' | 'len';

/** Replaces what `search` (a regular expression) finds first in the path. */
export interface Rewrite {
  readonly search: string;
  readonly replace: string;
}
