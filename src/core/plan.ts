import type { DynamicBackend } from './rendered-config.js';

/** What must happen to get from the applied to the wanted configuration. Data, so that it can be read and printed. */
export type Plan =
  | { readonly kind: 'noop' }
  | { readonly kind: 'dynamic'; readonly changes: readonly Change[] }
  | { readonly kind: 'reload'; readonly reasons: readonly [ReloadReason, ...ReloadReason[]] };

/** One step of a dynamic plan, in the order it has to be done. */
export type Change = CertificateChange | BackendChange | MapChange;

/**
 * - `certificate` gives a file of the crt-list another content.
 * - `certificate_added` puts a file at the end of the crt-list, without options.
 */
export interface CertificateChange {
  readonly kind: 'certificate' | 'certificate_added';
  readonly file: string;
  /** Holds the private key. */
  readonly pem: string;
}

/** Gives the worker a backend, before any map leads to it. One that is not needed any more needs no change. */
export interface BackendChange {
  readonly kind: 'backend_added';
  readonly backend: DynamicBackend;
}

/**
 * - `put` adds or replaces one entry, `delete` removes one: for maps searched as trees.
 * - `replace` swaps the whole content at once, in this order: for maps searched as lists.
 */
export type MapChange =
  | { readonly kind: 'put'; readonly map: string; readonly key: string; readonly value: string }
  | { readonly kind: 'delete'; readonly map: string; readonly key: string }
  | { readonly kind: 'replace'; readonly map: string; readonly entries: ReadonlyMap<string, string> };

/** Why a reload is needed. `kind` is a metric label (few values); `detail` is for people. */
export interface ReloadReason {
  readonly kind: ReloadReasonKind;
  readonly detail: string;
}

export const reloadReasonKinds = [
  'start',
  'settings',
  'frontend',
  'backend_added',
  'backend_changed',
  'map_added',
  'file_changed',
  'certificates',
  'runtime_failed',
  'worker_replaced',
] as const;
export type ReloadReasonKind = (typeof reloadReasonKinds)[number];
