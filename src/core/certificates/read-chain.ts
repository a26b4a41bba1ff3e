import { X509Certificate } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { attempt } from './attempt.js';
import { type PemBlock, pemText } from './pem-blocks.js';

/** Certificates in the order of their text. */
export type Chain = readonly [X509Certificate, ...X509Certificate[]];

/** What HAProxy takes for a certificate. */
const labels = new Set(['CERTIFICATE', 'X509 CERTIFICATE', 'TRUSTED CERTIFICATE']);

/** Returns the certificates among the blocks, at least one, or the rule that they break. */
export function readChain(blocks: readonly PemBlock[]): E.Either<string, Chain> {
  const found: X509Certificate[] = [];
  for (const block of blocks.filter(({ label }) => labels.has(label))) {
    const certificate = attempt(() => readCertificate(block));
    if (certificate === undefined)
      return E.left(`must hold certificates that can be read; number ${found.length + 1} cannot`);
    found.push(certificate);
  }
  const [leaf, ...others] = found;
  return leaf === undefined ? E.left('must hold a certificate in PEM') : E.right([leaf, ...others]);
}

/** Throws when it, or what kind of key it has, cannot be understood. */
function readCertificate(block: PemBlock): X509Certificate | undefined {
  const certificate = new X509Certificate(pemText(block));
  return certificate.publicKey.asymmetricKeyType === undefined ? undefined : certificate;
}
