import type { CertificateChange, Change, MapChange } from '../core/plan.js';
import type { DynamicBackend, MapFile } from '../core/rendered-config.js';
import { addBackends } from './add-backends.js';
import type { AskWorker } from './ask-worker.js';
import { changeCertificates } from './change-certificates.js';
import { changeMaps } from './change-maps.js';

/** What the changes depend on. */
export interface ChangeContext {
  /** The maps as the worker has them. */
  readonly maps: readonly MapFile[];
  /** Returns name → addresses, of the names that are known. */
  readonly lookUp: (hostnames: readonly string[]) => Promise<ReadonlyMap<string, readonly string[]>>;
}

/**
 * Makes the changes of a dynamic plan in the running worker: certificates and backends before the routes that lead to them.
 * Failure RuntimeApiFailed: some of them may then have been made.
 */
export async function makeChanges(
  askWorker: AskWorker,
  changes: readonly Change[],
  { maps, lookUp }: ChangeContext,
): Promise<void> {
  const certificates: CertificateChange[] = [];
  const backends: DynamicBackend[] = [];
  const entries: MapChange[] = [];
  for (const change of changes) {
    if ('map' in change) entries.push(change);
    else if ('backend' in change) backends.push(change.backend);
    else certificates.push(change);
  }
  const addresses = await lookUp(backends.map(({ discovery }) => discovery.hostname));
  await changeCertificates(askWorker, certificates);
  await addBackends(askWorker, backends, addresses);
  await changeMaps(askWorker, entries, maps);
}
