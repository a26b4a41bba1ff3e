import { usableCertificates } from '../core/certificates/usable-certificates.js';
import { createReadServices } from '../core/desired-state.js';
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

/** Returns what a proxy goes by with these files. */
export function createProxyView(
  { settings, variables, jail, layOut }: ViewParts,
  files: ProxyFiles,
): ProxyView {
  const { templates, baseTemplate, errorPages, clientCa, crtList, userSecrets } = files;
  const { usable, problems } = usableCertificates(files.certificates);
  const parsing = parseSettings(settings);
  const rendering = renderSettings(settings);
  return {
    readServices: createReadServices({
      ...parsing,
      users: { ...parsing.users, secrets: userSecrets },
      verifiesClients: clientCa !== undefined,
      templates: new Set(templates.keys()),
    }),
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
