import { resolve } from 'node:path';
import type { Observable } from 'rxjs';
import { readCertificates } from '../certs/read-certificates.js';
import { listLines } from '../core/certificates/operator-list.js';
import type { ProxyFiles } from '../core/proxy-files.js';
import type { Logger } from '../ports.js';
import type { Settings } from '../settings.js';
import { fileSignatures } from '../sources/file-signatures.js';
import { type FilePlaces, readProxyFiles } from '../sources/read-proxy-files.js';
import { watchFiles } from '../sources/watch-files.js';

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
  const places = placesOf(settings);
  const read = (before: Pick<ProxyFiles, 'services'>) => readProxyFiles(places, before);
  const sign = (files: ProxyFiles) => fileSignatures(pathsOf(settings, places, files));
  const files = await read({ services: [] });
  return { files, files$: watchFiles({ sign, read, timing, log }, files) };
}

function placesOf(settings: Settings): FilePlaces {
  const { TEMPLATES_DIR, CFG_TEMPLATE_PATH, SECRETS_DIR } = settings;
  return {
    templatesFolder: TEMPLATES_DIR,
    baseTemplate: CFG_TEMPLATE_PATH === '' ? '' : resolve(TEMPLATES_DIR, CFG_TEMPLATE_PATH),
    errorPagesFolder: settings.ERRORFILES_DIR,
    secretsFolder: SECRETS_DIR,
    servicesFile: settings.SERVICES_FILE,
    separator: settings.SEPARATOR,
    readTlsFiles: () =>
      readCertificates({
        certsDir: settings.CERTS_DIR,
        secretsDir: SECRETS_DIR,
        caFile: settings.CA_FILE,
        crtListPath: settings.CRT_LIST_PATH,
      }),
  };
}

/** All that is watched; the certificates that a crt-list names may be anywhere. */
function pathsOf(settings: Settings, places: FilePlaces, { crtList = '' }: ProxyFiles): readonly string[] {
  const { CERTS_DIR, CA_FILE, CRT_LIST_PATH } = settings;
  const { templatesFolder, baseTemplate, errorPagesFolder, secretsFolder, servicesFile } = places;
  const own = [templatesFolder, baseTemplate, errorPagesFolder, secretsFolder, servicesFile];
  const listed = listLines(crtList).map(({ file }) => resolve('/', file));
  return [...own, CERTS_DIR, CA_FILE, CRT_LIST_PATH, ...listed].filter((path) => path !== '');
}
