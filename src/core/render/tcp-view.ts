/** What the templates of entry ports are given: ready values, quoted where they need it. */

export interface TcpDefaultsView {
  /** Seconds. */
  readonly timeouts: Readonly<Record<TcpTimeoutName, number>>;
}

export type TcpTimeoutName = 'connect' | 'client' | 'server' | 'queue' | 'tunnel';

export interface TcpFrontendView {
  readonly port: number;
  readonly keepAlive: boolean;
  /** 0: what the defaults say. */
  readonly timeoutClient: number;
  readonly logLines: readonly string[];
  /** Whether the server name that a TLS client asks for has to be waited for. */
  readonly inspect: boolean;
}

export interface TcpClaimView {
  readonly service: string;
  readonly backend: string;
  /** Conditions on the connection, each of which leads to the backend. */
  readonly tests: readonly string[];
  readonly isDefault: boolean;
}

export interface TcpBackendView {
  readonly name: string;
  /** Names of the destinations that a group consists of; empty when it is none. */
  readonly members: readonly string[];
  /** Empty: what the defaults say. */
  readonly balance: string;
  /** Where HAProxy's own way of balancing takes no servers at run time. */
  readonly consistent: boolean;
  readonly check: boolean;
  /** 0: what the defaults say. */
  readonly timeoutServer: number;
  readonly timeoutTunnel: number;
}

export interface TcpServersView {
  readonly servers: string;
  readonly extra: readonly string[];
}
