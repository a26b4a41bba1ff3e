import type { NamedCertificate } from '../certificates/certificate.js';
import type { CertificateOrder } from '../certificates/render-certificates.js';
import type { RouteOrder } from '../routing/routes-of.js';
import type { Compression, ServiceSpec, User } from '../services/service-spec.js';
import type { AccessLog } from './access-log.js';
import type { ErrorStatus } from './error-pages.js';
import type { TimeoutName } from './frame-view.js';
import type { Statistics } from './statistics.js';

/** What rendering needs of the settings and of the machine. */
export interface RenderSettings {
  /** Ports of the HTTP frontend, with further words of their bind lines. */
  readonly binds: readonly { readonly port: number; readonly options: string; readonly ssl: boolean }[];
  readonly routeOrder: RouteOrder;
  /** Port of the API, which nothing else can have. */
  readonly apiPort: number;
  /** HAProxy's `ssl-default-bind-options` and `ssl-default-bind-ciphers`. */
  readonly tlsOptions: string;
  readonly tlsCiphers: string;
  /** Whether TLS ports offer HTTP/2. */
  readonly http2: boolean;
  /** The operator's lines of the section global and of the HTTP frontend. */
  readonly extraGlobal: readonly string[];
  readonly extraFrontend: readonly string[];
  /** Request headers, and how much of each, to keep for the log. */
  readonly captures: readonly { readonly header: string; readonly length: number }[];
  /** Absent: nothing is logged. */
  readonly accessLog?: AccessLog;
  /** Absent: there is no statistics page. */
  readonly statistics?: Statistics;
  /** The operator's template of the frame, in place of ours. */
  readonly baseTemplate?: string;
  readonly connectionMode: string;
  readonly timeouts: Readonly<Record<TimeoutName, number>>;
  readonly resolvers: readonly string[];
  readonly hardStopAfter: string;
  /** File of the servers' addresses, relative to the configuration folder. */
  readonly serverState: string;
  /** Name of the abstract socket that workers hand their stick-tables over by; no other HAProxy of this network may use it. */
  readonly peersSocket: string;
  /** An empty folder to lock HAProxy into; empty when it does not start as root and cannot. */
  readonly jail: string;
  /** The operator's own error pages; ours are used for the others. */
  readonly errorPages: ReadonlyMap<ErrorStatus, string>;
  /** Services that may come: what their backends have in common is declared before they do. */
  readonly likely: readonly ServiceSpec[];
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
