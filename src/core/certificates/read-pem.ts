import { createPrivateKey, type KeyObject } from 'node:crypto';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { attempt } from './attempt.js';
import type { Certificate } from './certificate.js';
import { certificateNames } from './certificate-names.js';
import { type PemBlock, pemBlocks, pemText } from './pem-blocks.js';
import { type Chain, readChain } from './read-chain.js';
import { weakness } from './weakness.js';

/**
 * Returns the certificate in a text, or the rule that the text breaks. The first certificate is the server's, those
 * that follow are its chain; the private key may stand anywhere. An expired certificate is one too: clients judge that.
 *
 * The text is written anew from what was understood, so that HAProxy accepts whatever is accepted here. Other blocks are
 * left out: DH parameters too, in whose place HAProxy has its own (`tune.ssl.default-dh-param`).
 */
export function readPem(text: string): E.Either<string, Certificate> {
  return pipe(
    E.Do,
    E.bind('blocks', () => pemBlocks(text)),
    E.bind('chain', ({ blocks }) => readChain(blocks)),
    E.bind('key', ({ blocks }) => readKey(blocks)),
    E.chain(({ chain, key }) => together(chain, key)),
  );
}

function readKey(blocks: readonly PemBlock[]): E.Either<string, KeyObject> {
  const [block, ...others] = blocks.filter(({ label }) => label.endsWith('PRIVATE KEY'));
  if (block === undefined) return E.left("must hold the certificate's private key too");
  if (others.length > 0) return E.left(`must hold one private key; it holds ${others.length + 1}`);
  if (block.label.startsWith('ENCRYPTED') || block.body.includes('ENCRYPTED'))
    return E.left('must hold a private key without a passphrase');
  const key = attempt(() => createPrivateKey(pemText(block)));
  return key === undefined ? E.left('must hold a private key that can be read') : E.right(key);
}

function together(chain: Chain, key: KeyObject): E.Either<string, Certificate> {
  const [leaf] = chain;
  if (!leaf.checkPrivateKey(key)) return E.left('must hold the private key of its first certificate');
  const weak = chain.map(weakness).find((rule) => rule !== undefined);
  if (weak !== undefined) return E.left(weak);
  // Whatever its type says, the subject is undefined where it is empty.
  const { subject = '' } = leaf;
  return E.right({
    pem: [...chain.map(String), String(key.export({ type: 'pkcs8', format: 'pem' }))].join(''),
    names: certificateNames(leaf),
    subject: subject.replaceAll('\n', ', '),
    notBefore: Date.parse(leaf.validFrom),
    notAfter: Date.parse(leaf.validTo),
    fingerprint: leaf.fingerprint256,
  });
}
