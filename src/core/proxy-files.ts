import type { CertificateFile } from './certificates/certificate.js';
import type { Parameters } from './parameters/parameters.js';
import type { Problem } from './problem.js';
import type { ErrorStatus } from './render/error-pages.js';

/** What a proxy reads besides settings and snapshots, as data: the content of the files at one moment. Holds secrets. */
export interface ProxyFiles {
  readonly certificates: readonly CertificateFile[];
  /** Certificates (PEM) that clients are verified against; undefined when there are none. */
  readonly clientCa: string | undefined;
  /** The operator's own crt-list; undefined when there is none. */
  readonly crtList: string | undefined;
  /** The operator's templates: name relative to their folder → text. */
  readonly templates: ReadonlyMap<string, string>;
  /** The operator's template of the configuration's frame; undefined when there is none. */
  readonly baseTemplate: string | undefined;
  readonly errorPages: ReadonlyMap<ErrorStatus, string>;
  /** Texts of the secrets `dfp_users_<name>` by that name. */
  readonly userSecrets: ReadonlyMap<string, string>;
  /** The services of SERVICES_FILE; while it cannot be used, those that it had last. */
  readonly services: readonly Parameters[];
  readonly problems: readonly Problem[];
}
