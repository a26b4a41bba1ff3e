import type { ProxyFiles } from '../core/proxy-files.js';
import { readErrorFiles } from './error-files.js';
import { readServicesFile } from './services-file.js';
import { readBaseTemplate, readTemplateFiles } from './template-files.js';
import { readUserSecrets } from './user-secrets.js';

/** Everything around TLS, which has a reader of its own. */
export type TlsFiles = Pick<ProxyFiles, 'certificates' | 'clientCa' | 'crtList' | 'problems'>;

/** Where a proxy's files are. */
export interface FilePlaces {
  readonly templatesFolder: string;
  /** Empty: there is none. */
  readonly baseTemplate: string;
  readonly errorPagesFolder: string;
  readonly secretsFolder: string;
  /** Empty: there is none. */
  readonly servicesFile: string;
  /** Separator of lists in parameters. */
  readonly separator: string;
  /** Never rejects: what cannot be read is a problem. */
  readonly readTlsFiles: () => Promise<TlsFiles>;
}

/** Reads all files anew. `before` is what they held last. What cannot be read is a problem; it never rejects. */
export async function readProxyFiles(
  places: FilePlaces,
  before: Pick<ProxyFiles, 'services'>,
): Promise<ProxyFiles> {
  const tls = await places.readTlsFiles();
  const templates = await readTemplateFiles(places.templatesFolder);
  const base = await readBaseTemplate(places.baseTemplate);
  const secrets = await readUserSecrets(places.secretsFolder);
  const { services, problems } = await readServicesFile(
    places.servicesFile,
    places.separator,
    before.services,
  );
  const pages = await readErrorFiles(places.errorPagesFolder);
  const others = [tls, templates, base, secrets, pages].flatMap((found) => found.problems);
  return {
    ...tls,
    ...templates,
    ...base,
    ...secrets,
    ...pages,
    services,
    problems: [...others, ...problems],
  };
}
