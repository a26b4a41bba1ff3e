import type { NamedCertificate } from '../certificates/certificate.js';
import type { Parameters } from '../parameters/parameters.js';
import type { AppliedHeaderRule } from './applied-header-rules.js';

/** One service's parameters, parsed and checked. */
export interface ServiceSpec {
  readonly serviceName: string;
  /** What it was read from: all that has to be kept of it. */
  readonly parameters: Parameters;
  /** Orders the routes and begins the names of backends. */
  readonly aclName: string;
  /** How servers are found: one name that balances by itself, or one server a task. */
  readonly discovery: 'name' | 'tasks';
  /** Most tasks there can be; absent when that is not known. */
  readonly maxTasks?: number;
  readonly checkServers: boolean;
  readonly connectionMode?: ConnectionMode;
  readonly isDefaultBackend: boolean;
  readonly headerRules: readonly AppliedHeaderRule[];
  /** What the service says of compression; the settings say the rest. */
  readonly compression: Partial<Compression>;
  /** A cookie keeps a client on its task. */
  readonly sticky: boolean;
  /** Absent: everybody may. */
  readonly access?: Access;
  /** When the proxy in front says how the client came: redirect to HTTPS if it says http, unless it says https. */
  readonly redirectWhenHttpProto: boolean;
  readonly redirectUnlessHttpsProto: boolean;
  /** Raw lines of HAProxy's configuration at the end of each backend. */
  readonly backendExtra: readonly string[];
  /** Names of the templates that take the place of the service's part of the frontend, and of its backends. */
  readonly frontendTemplate?: string;
  readonly backendTemplate?: string;
  readonly certificate?: NamedCertificate;
  /** In the order of their index; never empty. */
  readonly destinations: readonly Destination[];
}

export type ConnectionMode = 'http-keep-alive' | 'http-server-close' | 'httpclose';

export interface Compression {
  readonly algorithms: readonly string[];
  /** Media types that are compressed; empty: all. */
  readonly types: readonly string[];
}

/** Who may use a service: its own users, and those of the setting USERS if they are `shared`. Nobody when there are none. */
export interface Access {
  readonly users: readonly User[];
  readonly shared: boolean;
}

export interface User {
  readonly name: string;
  /** A crypt(3) hash if `encrypted`. */
  readonly password: string;
  readonly encrypted: boolean;
}

/** Which requests or connections go to which port of the service. */
export type Destination = HttpDestination | TcpDestination;

interface AnyDestination {
  readonly index: number;
  /** The host to dial instead of the service. */
  readonly outboundHostname?: string;
  /** Seconds. */
  readonly timeoutServer?: number;
  readonly timeoutTunnel?: number;
  readonly userDef?: string;
}

export interface HttpDestination extends AnyDestination {
  readonly mode: 'http';
  /** At least one of the two ports is there. */
  readonly port?: number;
  /** Port for requests that came in by `srcHttpsPort`. */
  readonly httpsPort?: number;
  /** Entry port that the request must have come in by; any, when absent. */
  readonly srcPort?: number;
  readonly srcHttpsPort: number;
  /** How paths and excluded paths are compared. */
  readonly pathType: PathType;
  readonly ignorePathCase: boolean;
  readonly paths: readonly string[];
  readonly excludedPaths: readonly string[];
  /** Empty: any host. */
  readonly hosts: readonly HostMatch[];
  /** Headers that must all be there. */
  readonly headers: readonly HeaderMatch[];
  /** Lower case; the User-Agent must contain one. Empty: any. */
  readonly userAgents: readonly string[];
  /** Empty: all. */
  readonly allowedMethods: readonly string[];
  readonly deniedMethods: readonly string[];
  readonly denyHttp: boolean;
  readonly httpsOnly: boolean;
  /** Status of redirects to HTTPS. */
  readonly httpsRedirectCode: number;
  /** Hosts whose requests are redirected to a host of the service. */
  readonly redirectFrom?: { readonly hosts: readonly HostMatch[]; readonly to: string };
  readonly rewrites: readonly Rewrite[];
  /** TLS is spoken to the service, without looking at its certificate. */
  readonly sslVerifyNone: boolean;
  readonly verifyClientSsl: boolean;
  readonly ignoreAuthorization: boolean;
}

/** Connections that are passed on as they are: reqMode `tcp` and `sni`. */
export interface TcpDestination extends AnyDestination {
  readonly mode: 'tcp';
  readonly port: number;
  /** Entry port. */
  readonly srcPort: number;
  /** Server names (SNI) of the TLS connections it takes; empty: it is the default of its entry port. */
  readonly hosts: readonly HostMatch[];
  readonly checkTcp: boolean;
  readonly clitcpka: boolean;
  /** Seconds. */
  readonly timeoutClient?: number;
  /** Destinations of one group on one entry port are balanced together. */
  readonly serviceGroup?: string;
  /** HAProxy's balance algorithm for the group. */
  readonly balanceGroup?: string;
}

/** A header and the value it must have. */
export interface HeaderMatch {
  readonly name: string;
  readonly value: string;
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

/** One host of a destination; `fetch` is for algorithms that look at something else: an HAProxy sample fetch and its pattern. */
export type HostMatch =
  | NameMatch
  | { readonly kind: 'fetch'; readonly fetch: string; readonly pattern: string };

/** How a host is compared with a name, lower case and without a port, or by one of HAProxy's matching methods. */
export type NameMatch =
  | { readonly kind: 'exact'; readonly host: string }
  | { readonly kind: 'prefix'; readonly host: string }
  | { readonly kind: 'suffix'; readonly host: string }
  | { readonly kind: 'method'; readonly method: HostMethod; readonly pattern: string };

export type HostMethod = 'dom' | 'dir' | 'sub' | 'reg' | 'len';

/** Replaces what `search` (a regular expression) finds first in the path. */
export interface Rewrite {
  readonly search: string;
  readonly replace: string;
}
