import { execFileSync } from 'node:child_process';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { isIP } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** A certificate with its private key, each as PEM; `pem` is both, as HAProxy reads them from one file. */
export interface KeyPair {
  readonly cert: string;
  readonly key: string;
  readonly pem: string;
}

export interface CertificateOptions {
  /** A P-256 key unless told. */
  readonly key?: keyof typeof keyOptions;
  /** Of the signature; SHA-256 unless told. */
  readonly digest?: 'sha1' | 'sha256';
}

/** A certificate authority, for chains and for certificates of clients. */
export interface Authority extends KeyPair {
  /** Returns a certificate for these names, for servers and clients alike. */
  sign(names: Names, options?: CertificateOptions): KeyPair;
  /** Returns an authority whose certificate this one has signed. */
  intermediate(name: string): Authority;
}

/** Domain names and IP addresses; the first is the subject's common name. */
export type Names = readonly [string, ...string[]];

const keyOptions = {
  p256: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-256'],
  p384: ['ec', '-pkeyopt', 'ec_paramgen_curve:P-384'],
  rsa: ['rsa:2048'],
  ed25519: ['ed25519'],
} as const;

/** Returns a certificate for these names that is its own authority. */
export function selfSigned(names: Names, options: CertificateOptions = {}): KeyPair {
  return request(names, options, ['-addext', alternativeNames(names)]);
}

/** Returns the same certificate, expired. */
export function expired(pair: KeyPair): KeyPair {
  const cert = inFolder(pair, (folder) =>
    openssl(['x509', '-signkey', join(folder, 'key.pem'), '-days', '-1'], pair.cert),
  );
  return { ...pair, cert, pem: cert + pair.key };
}

/** Returns a new certificate authority. */
export function certificateAuthority(name = 'Test CA'): Authority {
  return authority(request([name], {}, asAuthority));
}

const asAuthority = [
  '-addext',
  'basicConstraints=critical,CA:TRUE',
  '-addext',
  'keyUsage=keyCertSign,cRLSign',
];

function authority(pair: KeyPair): Authority {
  const signed = (names: Names, options: CertificateOptions, extensions: readonly string[]) =>
    inFolder(pair, (folder) =>
      request(names, options, [
        ...['-CA', join(folder, 'cert.pem'), '-CAkey', join(folder, 'key.pem')],
        ...extensions,
      ]),
    );
  return {
    ...pair,
    sign: (names, options = {}) =>
      signed(names, options, ['-addext', alternativeNames(names), '-addext', 'basicConstraints=CA:FALSE']),
    intermediate: (name) => authority(signed([name], {}, asAuthority)),
  };
}

function alternativeNames(names: Names): string {
  return `subjectAltName=${names.map((name) => `${isIP(name) ? 'IP' : 'DNS'}:${name}`).join(',')}`;
}

function request(names: Names, options: CertificateOptions, more: readonly string[]): KeyPair {
  const { key = 'p256', digest = 'sha256' } = options;
  const made = openssl([
    ...['req', '-x509', '-nodes', '-days', '30', '-subj', `/CN=${names[0]}`],
    ...[
      '-newkey',
      ...keyOptions[key],
      '-config',
      '/dev/null',
      `-${digest}`,
      ...more,
      '-keyout',
      '-',
      '-out',
      '-',
    ],
  ]);
  const [, ownKey = '', cert = ''] = /^(.*-----END PRIVATE KEY-----\n)(.*)$/s.exec(made) ?? [];
  return { cert, key: ownKey, pem: cert + ownKey };
}

function inFolder<A>({ cert, key }: KeyPair, work: (folder: string) => A): A {
  const folder = mkdtempSync(join(tmpdir(), 'waggle-ca-'));
  try {
    writeFileSync(join(folder, 'cert.pem'), cert);
    writeFileSync(join(folder, 'key.pem'), key);
    return work(folder);
  } finally {
    rmSync(folder, { recursive: true });
  }
}

/** Runs the openssl program; returns what it prints. */
export function openssl(args: readonly string[], input = ''): string {
  return execFileSync('openssl', args, { encoding: 'utf8', input, stdio: 'pipe' });
}
