import type { CertificateChange, Change, MapChange } from '../core/plan.js';
import type { MapFile } from '../core/rendered-config.js';
import { type AskWorker, refused } from './ask-worker.js';
import { changeCertificates } from './change-certificates.js';
import { changeMaps } from './change-maps.js';

/**
 * Makes the changes of a dynamic plan in the running worker: certificates before the routes of their hosts. Failure
 * RuntimeApiFailed: some of them may then have been made.
 */
export async function makeChanges(
  askWorker: AskWorker,
  changes: readonly Change[],
  applied: readonly MapFile[],
): Promise<void> {
  const certificates: CertificateChange[] = [];
  const maps: MapChange[] = [];
  for (const change of changes) {
    if ('map' in change) maps.push(change);
    else if ('backend' in change) throw refused('add backend', 'not known yet');
    else certificates.push(change);
  }
  await changeCertificates(askWorker, certificates);
  await changeMaps(askWorker, maps, applied);
}
