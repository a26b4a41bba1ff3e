import type { Snapshot } from '../core/snapshot/snapshot.js';
import { encodeSnapshot } from '../core/snapshot/wire.js';
import { gzip } from './gzip.js';

/** A snapshot ready to be sent to any number of proxies. */
export interface PackedSnapshot {
  readonly revision: string;
  /** gzip of the body. */
  readonly body: Buffer;
}

/** Returns the snapshot packed. */
export async function pack(snapshot: Snapshot): Promise<PackedSnapshot> {
  return { revision: snapshot.revision, body: await gzip(encodeSnapshot(snapshot)) };
}
