/** A certificate that HAProxy can serve, with its private key. */
export interface Certificate {
  /** The certificate, its chain and its private key, and nothing else. */
  readonly pem: string;
  /** Domain names and IP addresses that it is for. */
  readonly names: readonly string[];
  readonly subject: string;
  /** Milliseconds since the epoch. */
  readonly notBefore: number;
  readonly notAfter: number;
  /** SHA-256 of the certificate, as `AB:CD:…`. */
  readonly fingerprint: string;
}

/** Text that should hold a certificate and its private key. */
export interface CertificateFile {
  /** A plain file name; for `list` the path as the operator's crt-list writes it. */
  readonly name: string;
  readonly source: CertificateSource;
  readonly pem: string;
}

/** The folder of certificates, Docker secrets, parameters of services, files that the operator's own crt-list names. */
export type CertificateSource = 'folder' | 'secret' | 'service' | 'list';

/** A certificate with where it comes from. */
export interface NamedCertificate {
  readonly name: string;
  readonly source: CertificateSource;
  readonly certificate: Certificate;
}
