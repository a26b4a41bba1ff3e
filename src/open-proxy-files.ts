import type { Observable } from 'rxjs';
import type { ProxyFiles } from './core/proxy-files.js';
import type { Logger } from './ports.js';
import type { Settings } from './settings.js';
import { fileSignatures } from './sources/file-signatures.js';
import { readProxyFiles } from './sources/read-proxy-files.js';
import { watchFiles } from './sources/watch-files.js';

/** Milliseconds: between two looks, and of rest after a change before files are read. */
const timing = { interval: 1_000, settle: 200 };

/** A proxy's files as they are now, and as they become. */
export interface OpenProxyFiles {
  readonly files: ProxyFiles;
  /** Emits after every change, for as long as somebody listens. */
  readonly files$: Observable<ProxyFiles>;
}

/** Returns the files that these settings name. What cannot be read is among their problems. */
export async function openProxyFiles(settings: Settings, log: Logger): Promise<OpenProxyFiles> {
  const { TEMPLATES_DIR, ERRORFILES_DIR, SECRETS_DIR, SERVICES_FILE, SEPARATOR } = settings;
  const places = {
    templatesFolder: TEMPLATES_DIR,
    errorPagesFolder: ERRORFILES_DIR,
    secretsFolder: SECRETS_DIR,
    servicesFile: SERVICES_FILE,
    separator: SEPARATOR,
    readTlsFiles: async () => ({
      certificates: [],
      clientCa: undefined,
      crtList: undefined,
      problems: [],
    }),
  };
  const paths = [TEMPLATES_DIR, ERRORFILES_DIR, SECRETS_DIR, SERVICES_FILE].filter((path) => path !== '');
  const read = (before: Pick<ProxyFiles, 'services'>) => readProxyFiles(places, before, log);
  const files = await read({ services: [] });
  return { files, files$: watchFiles({ sign: () => fileSignatures(paths), read, timing, log }, files) };
}
