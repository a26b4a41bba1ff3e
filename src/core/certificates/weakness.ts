import type { KeyObject, X509Certificate } from 'node:crypto';

/** Curves that TLS knows (RFC 8422, RFC 7027) and that are strong enough. */
const curves = new Set([
  'prime256v1',
  'secp384r1',
  'secp521r1',
  'secp224r1',
  'secp256k1',
  'brainpoolP256r1',
  'brainpoolP384r1',
  'brainpoolP512r1',
]);

/** Object identifiers, in DER, of signatures with MD5 and SHA-1: RSA's two, SHA-1 with RSA of OIW, ECDSA's, DSA's. */
const weakSignatures = [
  '06092a864886f70d010104',
  '06092a864886f70d010105',
  '06052b0e03021d',
  '06072a8648ce3d0401',
  '06072a8648ce380403',
].map((hex) => Buffer.from(hex, 'hex'));

/**
 * Returns the rule that a certificate breaks, server's or chain's, if OpenSSL at security level 2, which is Debian's,
 * would not let HAProxy load it. The signature of a root counts for nothing.
 */
export function weakness(certificate: X509Certificate): string | undefined {
  if (!isStrong(certificate.publicKey))
    return 'must have an RSA key of 2048 bits or more, an ECDSA key on a curve of TLS, or Ed25519, in every certificate';
  const isRoot = certificate.checkIssued(certificate);
  const isWeak = weakSignatures.some((signature) => certificate.raw.includes(signature));
  return isWeak && !isRoot ? 'must have no certificate that is signed with MD5 or SHA-1' : undefined;
}

function isStrong({ asymmetricKeyType, asymmetricKeyDetails }: KeyObject): boolean {
  switch (asymmetricKeyType) {
    case 'rsa':
    case 'rsa-pss':
      return (asymmetricKeyDetails?.modulusLength ?? 0) >= 2048;
    case 'ec':
      return curves.has(asymmetricKeyDetails?.namedCurve ?? '');
    case 'ed25519':
    case 'ed448':
      return true;
    default:
      return false;
  }
}
