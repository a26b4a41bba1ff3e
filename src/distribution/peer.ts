import { describeError, type WaggleError } from '../errors.js';
import type { PeerStatus } from '../ports.js';

/** What the controller knows of one proxy after it was last asked. */
export interface Peer {
  readonly address: string;
  /** The last that the proxy said it has applied; it may have lost it when `error` is there. */
  readonly revision: string | undefined;
  /** The revision it was last asked about. */
  readonly tried: string | undefined;
  /** Since when there is something to catch up with (ms since the epoch); undefined when it took what was last tried. */
  readonly behindSince: number | undefined;
  /** Of the last contact. */
  readonly error: WaggleError | undefined;
  /** Failures in a row with this revision. */
  readonly failures: number;
}

/** Returns a proxy that was just found. */
export function newPeer(address: string, now: number): Peer {
  const unknown = { revision: undefined, tried: undefined, error: undefined };
  return { address, ...unknown, behindSince: now, failures: 0 };
}

/** Returns the peer after a contact about `tried` that said which revision it has. */
export function answered(peer: Peer, tried: string, revision: string | undefined, now: number): Peer {
  const behindSince = revision === tried ? undefined : (peer.behindSince ?? now);
  return { ...peer, revision, tried, behindSince, error: undefined, failures: 0 };
}

/** Returns the peer after a contact about `tried` that failed. */
export function failed(peer: Peer, tried: string, error: WaggleError, now: number): Peer {
  const failures = peer.tried === tried ? peer.failures + 1 : 1;
  return { ...peer, tried, behindSince: peer.behindSince ?? now, error, failures };
}

/** Milliseconds. */
export interface Timing {
  /** Between asking a proxy that is in sync whether it still is. */
  readonly verify: number;
  readonly firstRetry: number;
  readonly longestRetry: number;
}

/** Returns the milliseconds until the next contact, if nothing new comes up before. */
export function delayOf(peer: Peer, { verify, firstRetry, longestRetry }: Timing): number {
  if (peer.failures > 0) return Math.min(firstRetry * 2 ** (peer.failures - 1), longestRetry);
  return peer.tried !== undefined && has(peer, peer.tried) ? verify : 0;
}

/** Says whether the peer serves this revision, as far as known. */
export function has(peer: Peer, revision: string): boolean {
  return peer.revision === revision && peer.error === undefined;
}

/** Returns what others see, given the revision wanted now and since when it is wanted. */
export function statusOf(peer: Peer, wanted: { revision: string; since: number } | undefined): PeerStatus {
  const inSync = wanted !== undefined && has(peer, wanted.revision);
  return {
    address: peer.address,
    revision: peer.revision,
    inSync,
    since: inSync ? undefined : (peer.behindSince ?? wanted?.since),
    error: peer.error && describeError(peer.error),
  };
}
