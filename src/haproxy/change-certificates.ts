import { crtListFile } from '../core/certificates/render-certificates.js';
import type { CertificateChange } from '../core/plan.js';
import { type AskWorker, refused } from './ask-worker.js';

/** Bytes of a command with its payload; 2.6 reads both into one buffer of 16,384. */
const largest = 15_000;

/**
 * Changes certificates of the running worker, in order (management guide, section 9.3: `set ssl cert`, `commit ssl cert`,
 * `new ssl cert`, `add ssl crt-list`). From then on new connections get them. Failure RuntimeApiFailed: HAProxy does not
 * take one; those before it are changed.
 */
export async function changeCertificates(
  askWorker: AskWorker,
  changes: readonly CertificateChange[],
): Promise<void> {
  for (const change of changes) await changeCertificate(askWorker, change);
}

async function changeCertificate(
  askWorker: AskWorker,
  { kind, file, pem }: CertificateChange,
): Promise<void> {
  // The payload ends with an empty line, which the line break after the command makes.
  const set = `set ssl cert ${file} <<\n${pem}`;
  if (Buffer.byteLength(set) > largest) throw refused(set, 'the certificate is too large for a command');
  const change = [set, `commit ssl cert ${file}`];
  const add = [`new ssl cert ${file}`, ...change, `add ssl crt-list ${crtListFile} ${file}`];
  const answer = await askWorker(kind === 'certificate' ? change : add);
  if ([...answer.matchAll(/^Success!$/gm)].length === (kind === 'certificate' ? 1 : 2)) return;
  await askWorker([`abort ssl cert ${file}`]);
  throw refused(set, complaint(answer, file));
}

/** Returns the line that says what is wrong: of those that name the file, so that nothing of its content is told. */
function complaint(answer: string, file: string): string {
  const progress = /^(Transaction created|Committing|New empty|Inserting)/;
  const lines = answer.split('\n').filter((line) => line.includes(file) && !progress.test(line));
  return lines[0] ?? 'it did not succeed';
}
