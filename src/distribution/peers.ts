import {
  asyncScheduler,
  BehaviorSubject,
  filter,
  of,
  type SchedulerLike,
  Subject,
  switchMap,
  tap,
} from 'rxjs';
import type { Snapshot } from '../core/snapshot/snapshot.js';
import type { Logger, Metrics, Peers, Resolve } from '../ports.js';
import { followPeer, type Remote } from './follow-peer.js';
import { lookups$ } from './lookups.js';
import { forEachMember, members$ } from './members.js';
import { type PackedSnapshot, pack } from './packed-snapshot.js';
import { type Peer, statusOf, type Timing } from './peer.js';
import { reportChange } from './report-change.js';
import { watchedRemote } from './watched-remote.js';

export interface PeersOptions {
  /** Name whose addresses are the proxies: `tasks.<SERVICE_NAME>`. */
  readonly hostname: string;
  readonly resolve: Resolve;
  readonly remote: Remote<PackedSnapshot>;
  readonly log: Logger;
  readonly metrics: Pick<Metrics, 'peersSeen' | 'pushFinished'>;
  readonly timing?: Timing & { readonly lookup: number; readonly patience: number };
  readonly scheduler?: SchedulerLike;
}

/** Milliseconds: a new proxy is found within a second, one that lost its state is noticed within five. */
const usualTiming = { lookup: 1000, verify: 5000, firstRetry: 100, longestRetry: 5000, patience: 10_000 };

/**
 * Returns the sender of snapshots to all proxies, each at its own pace. It looks for proxies from the start, and sends
 * nothing before the first `publish`.
 */
export function createPeers(options: PeersOptions): Peers {
  const { hostname, resolve, log, metrics, timing = usualTiming, scheduler = asyncScheduler } = options;
  const remote = watchedRemote(options.remote, { metrics, patience: timing.patience, scheduler });
  const known = new Map<string, Peer>();
  let wanted: { readonly revision: string; readonly since: number } | undefined;

  const published$ = new Subject<Snapshot | undefined>();
  /** Undefined while nothing is to be sent. */
  const packed$ = new BehaviorSubject<PackedSnapshot | undefined>(undefined);
  const packing = published$
    .pipe(switchMap((snapshot) => (snapshot === undefined ? of(undefined) : pack(snapshot))))
    .subscribe(packed$);
  const latest$ = packed$.pipe(filter((packed) => packed !== undefined));

  const status = () => [...known.values()].map((peer) => statusOf(peer, wanted));
  const learn = (peer: Peer) => {
    reportChange(known.get(peer.address), peer, log);
    known.set(peer.address, peer);
    metrics.peersSeen(status());
  };
  const forget = (address: string) => {
    log.info({ address }, 'proxy left');
    known.delete(address);
    metrics.peersSeen(status());
  };

  const found$ = lookups$(hostname, { resolve, log, period: timing.lookup, scheduler });
  const following = forEachMember(
    members$(found$),
    (address) => followPeer(address, latest$, { remote, timing, scheduler }).pipe(tap(learn)),
    forget,
  ).subscribe();

  return {
    publish: (snapshot) => {
      if (snapshot.revision === wanted?.revision) return;
      wanted = { revision: snapshot.revision, since: scheduler.now() };
      published$.next(snapshot);
      metrics.peersSeen(status());
    },
    pause: () => {
      wanted = undefined;
      published$.next(undefined);
    },
    status,
    stop: () => {
      following.unsubscribe();
      packing.unsubscribe();
      known.clear();
      metrics.peersSeen([]);
    },
  };
}
