import * as E from 'fp-ts/lib/Either.js';
import type { Problem } from '../problem.js';
import type { CertificateFile, NamedCertificate } from './certificate.js';
import { certificateProblem } from './certificate-problem.js';
import { readPem } from './read-pem.js';

export interface UsableCertificates {
  readonly usable: readonly NamedCertificate[];
  readonly problems: readonly Problem[];
}

/** Returns the certificates that HAProxy can serve, and what is wrong with the other files. */
export function usableCertificates(files: readonly CertificateFile[]): UsableCertificates {
  const read = files.map(({ name, source, pem }) => ({ name, source, result: readPem(pem) }));
  return {
    usable: read.flatMap(({ name, source, result }) =>
      E.isRight(result) ? [{ name, source, certificate: result.right }] : [],
    ),
    problems: read.flatMap(({ name, result }) =>
      E.isLeft(result) ? [certificateProblem(name, result.left, advice)] : [],
    ),
  };
}

const advice = 'put the certificate, its chain and its private key into one file; until then it is left out';
