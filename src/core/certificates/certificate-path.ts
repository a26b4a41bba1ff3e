import { revisionOf } from '../revision.js';
import type { NamedCertificate } from './certificate.js';

/** Characters of a file's name; a file system takes 255 bytes. */
const longest = 200;

/**
 * Returns the file of a certificate, relative to HAProxy's configuration folder. Different certificates have different
 * files. Its characters mean nothing to a crt-list and to the Runtime API; its ending keeps HAProxy from taking it for
 * something that goes with another file (`.key`, `.ocsp`, `.issuer`, `.sctl`).
 */
export function certificatePath({ source, name }: Pick<NamedCertificate, 'source' | 'name'>): string {
  const plain = [...Buffer.from(name)].map(plainByte).join('');
  const short = plain.length <= longest ? plain : `${plain.slice(0, longest - 20)}~${revisionOf([name])}`;
  return `certs/${source}/${short}.pem`;
}

function plainByte(byte: number): string {
  const character = String.fromCharCode(byte);
  return /[\w.-]/.test(character) ? character : `%${byte.toString(16).padStart(2, '0')}`;
}
