import type { Problem } from '../problem.js';

/** What the Docker API says about the swarm at one moment, reduced to what Waggle reads. */
export interface SwarmState {
  readonly services: readonly SwarmService[];
  readonly nodes: readonly SwarmNode[];
  /** Services and nodes that could not be decoded; each is a problem of its own, the others go on. */
  readonly problems: readonly Problem[];
}

export interface SwarmService {
  readonly id: string;
  /** `Version.Index`: grows with every change of the object. */
  readonly version: number;
  readonly name: string;
  readonly labels: Readonly<Record<string, string>>;
  readonly mode: 'replicated' | 'global';
  /** Wanted replicas; absent for a global service. */
  readonly replicas?: number;
  readonly endpointMode: 'vip' | 'dnsrr';
  /** Networks of the spec, by what the spec names them (ID or name), with the aliases' names left out. */
  readonly networks: readonly string[];
}

export interface SwarmNode {
  readonly id: string;
  readonly version: number;
  readonly hostname: string;
  readonly address: string;
  readonly state: string;
  readonly role: string;
  readonly availability: string;
  readonly leader: boolean;
  readonly labels: Readonly<Record<string, string>>;
}
