import type { NamedCertificate } from '../certificates/certificate.js';
import type { CertificateOrder } from '../certificates/render-certificates.js';
import type { Compression, User } from '../parameters/service-spec.js';
import type { ErrorStatus } from './error-pages.js';
import type { TimeoutName } from './frame-view.js';

/** What rendering needs of the settings and of the machine. */
export interface RenderSettings {
  /** Ports of the HTTP frontend, with further words of their bind lines. */
  readonly binds: readonly { readonly port: number; readonly options: string; readonly ssl: boolean }[];
  /** Port of the API, which nothing else can have. */
  readonly apiPort: number;
  readonly connectionMode: string;
  readonly timeouts: Readonly<Record<TimeoutName, number>>;
  readonly resolvers: readonly string[];
  readonly hardStopAfter: string;
  /** File of the servers' addresses, relative to the configuration folder. */
  readonly serverState: string;
  /** An empty folder to lock HAProxy into; empty when it does not start as root and cannot. */
  readonly jail: string;
  /** The operator's own error pages; ours are used for the others. */
  readonly errorPages: ReadonlyMap<ErrorStatus, string>;
  /** What services do not say of compression. */
  readonly compression: Partial<Compression>;
  /** Certificates besides those of services. */
  readonly certificates: readonly NamedCertificate[];
  readonly certificateOrder: CertificateOrder;
  /** Certificates (PEM) that clients are verified against. */
  readonly clientCa?: string;
  /** Users of every service. */
  readonly users: readonly User[];
  /** The operator's templates for services: name relative to their folder → text. */
  readonly templates: ReadonlyMap<string, string>;
}
