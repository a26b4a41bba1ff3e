import type { Problem } from '../problem.js';
import type { HostMatch, ServiceSpec, TcpDestination } from '../services/service-spec.js';

/** A port that takes connections and passes them on as they are. */
export interface EntryPort {
  readonly port: number;
  /** In the order in which they are tried; at most one has a default. */
  readonly claims: readonly Claim[];
}

/** Connections of one entry port that go to one backend. */
export interface Claim {
  readonly backend: string;
  /** HAProxy's balance algorithm. */
  readonly balance: string;
  /** One, or those of a group. */
  readonly members: readonly Member[];
}

/** A destination, and what it got of what it asked for. */
export interface Member extends TcpPart {
  /** Server names (SNI) of the connections that come to this claim by it. */
  readonly hosts: readonly HostMatch[];
  /** Whether connections that no server name decides come to this claim by it. */
  readonly isDefault: boolean;
}

/** One destination and the service it belongs to. */
export interface TcpPart {
  readonly spec: ServiceSpec;
  readonly destination: TcpDestination;
}

/** Every destination is in exactly one claim or left out; who is left out has a problem. */
export interface EntryPorts {
  /** By number. */
  readonly ports: readonly EntryPort[];
  readonly leftOut: readonly TcpPart[];
  readonly problems: readonly Problem[];
}

/** A port that is bound by something else. */
export interface TakenPort {
  readonly port: number;
  readonly by: 'http' | 'api' | 'statistics';
}
