import type { Place } from '../core/validation/place.js';

/** A label and where it stands. */
export interface LocatedLabel {
  readonly value: string;
  readonly place: Place;
}

/** A network of a compose service: one of the stack's own, or one that is there under this name. */
export interface ComposeNetwork {
  readonly name: string;
  readonly own: boolean;
}

/** What a compose file says of a service, as far as it matters to a proxy. */
export interface ComposeService {
  /** Without the stack's name. */
  readonly name: string;
  readonly place: Place;
  /** Labels of the service (`deploy.labels`), those that are ours. */
  readonly labels: ReadonlyMap<string, LocatedLabel>;
  /** Labels of its containers (`labels`), those that are ours. */
  readonly containerLabels: ReadonlyMap<string, Place>;
  readonly mode: 'replicated' | 'global';
  /** Absent for a global service. */
  readonly replicas?: number;
  readonly endpointMode: 'vip' | 'dnsrr';
  readonly networks: readonly ComposeNetwork[];
}
