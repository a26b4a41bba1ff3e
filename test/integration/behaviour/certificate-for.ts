import {
  type Authority,
  certificateAuthority,
  type KeyPair,
  selfSigned,
} from '../../support/certificates.js';
import type { CaseFile } from './case-file.js';

const authorities = new Map<string, Authority>();
const certificates = new Map<string, KeyPair>();

/** Returns the certificate for a name, made once; signed by an authority of that name, or by itself. */
export function certificateFor(wanted: {
  readonly certificate: string | readonly string[];
  readonly signedBy?: string | undefined;
}): KeyPair {
  const [first = '', ...others] = [wanted.certificate].flat();
  const key = JSON.stringify([first, others, wanted.signedBy]);
  const made =
    certificates.get(key) ??
    (wanted.signedBy === undefined
      ? selfSigned([first, ...others])
      : authorityFor(wanted.signedBy).sign([first, ...others]));
  certificates.set(key, made);
  return made;
}

function authorityFor(name: string): Authority {
  const made = authorities.get(name) ?? certificateAuthority(name);
  authorities.set(name, made);
  return made;
}

/** Returns the text of a file of a case. */
export function fileText(file: CaseFile): string {
  if (typeof file === 'string') return file;
  if (file.authority !== undefined) return authorityFor(file.authority).cert;
  return certificateFor({ certificate: file.certificate ?? '', signedBy: file.signedBy }).pem;
}
