import { describeError } from '../errors.js';
import type { Logger } from '../ports.js';
import { has, type Peer } from './peer.js';

/** Logs what became different with a proxy: once when it starts to fail, not for every retry. */
export function reportChange(before: Peer | undefined, after: Peer, log: Logger): void {
  const { address, error, revision, tried } = after;
  if (before === undefined) {
    log.info({ address }, 'proxy joined');
  } else if (error !== undefined && before.error === undefined) {
    log.warn({ address, error: describeError(error) }, 'proxy does not take the snapshot');
  } else if (error === undefined && before.error !== undefined) {
    log.info({ address, revision }, 'proxy answers again');
  } else if (tried !== undefined && has(before, tried) && !has(after, tried)) {
    log.info({ address, revision }, 'proxy lost the snapshot');
  } else {
    log.debug({ address, revision }, 'proxy asked');
  }
}
