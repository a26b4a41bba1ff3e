import { isDeepStrictEqual } from 'node:util';
import { usableCertificates } from '../core/certificates/usable-certificates.js';
import { createReadServices, type ReadServices } from '../core/desired-state.js';
import type { ProxyFiles } from '../core/proxy-files.js';
import { createRender } from '../core/render/render.js';
import type { LayOut } from '../core/render/templates.js';
import type { StaticServices } from '../core/static-services.js';
import type { ProxyView } from '../reconcile/pass-input.js';
import type { Settings } from '../settings.js';
import { parseSettings, renderSettings, settingProblems } from './settings-for.js';

/** What a proxy's view is made of besides its files. */
export interface ViewParts {
  readonly settings: Settings;
  /** The services of the environment. */
  readonly variables: StaticServices;
  /** An empty folder to lock HAProxy into, or empty. */
  readonly jail: string;
  readonly layOut: LayOut;
}

/**
 * Returns what makes views of a proxy's files as they change. Views share the reader of services as long as services mean the same:
 * after a change of certificates none is parsed anew, and so none that HAProxy refused tried again.
 */
export function createProxyViews(parts: ViewParts): (files: ProxyFiles) => ProxyView {
  let last: { readonly files: ProxyFiles; readonly readServices: ReadServices } | undefined;
  return (files) => {
    const readServices =
      last !== undefined && isDeepStrictEqual(meaningOf(last.files), meaningOf(files))
        ? last.readServices
        : createReader(parts, files);
    last = { files, readServices };
    return createProxyView(parts, files, readServices);
  };
}

/** What services, or the lines made of them, are other ones by. */
function meaningOf({ templates, baseTemplate, clientCa, userSecrets }: ProxyFiles): Partial<ProxyFiles> {
  return { templates, baseTemplate, clientCa, userSecrets };
}

function createReader({ settings }: ViewParts, files: ProxyFiles): ReadServices {
  const parsing = parseSettings(settings);
  return createReadServices({
    ...parsing,
    users: { ...parsing.users, secrets: files.userSecrets },
    verifiesClients: files.clientCa !== undefined,
    templates: new Set(files.templates.keys()),
  });
}

/** Returns what a proxy goes by with these files. */
export function createProxyView(
  parts: ViewParts,
  files: ProxyFiles,
  readServices = createReader(parts, files),
): ProxyView {
  const { settings, variables, jail, layOut } = parts;
  const { templates, baseTemplate, errorPages, clientCa, crtList } = files;
  const { usable, problems } = usableCertificates(files.certificates);
  const rendering = renderSettings(settings);
  return {
    readServices,
    render: createRender(
      {
        ...rendering,
        jail,
        errorPages,
        templates,
        ...(baseTemplate === undefined ? {} : { baseTemplate }),
        certificates: usable,
        certificateOrder: { ...rendering.certificateOrder, crtList },
        ...(clientCa === undefined ? {} : { clientCa }),
      },
      layOut,
    ),
    staticServices: [...variables.services, ...files.services],
    problems: [...settingProblems(settings), ...variables.problems, ...files.problems, ...problems],
  };
}
