import { createReadServices } from './core/desired-state.js';
import type { ProxyFiles } from './core/proxy-files.js';
import { createRender } from './core/render/render.js';
import type { LayOut } from './core/render/templates.js';
import type { StaticServices } from './core/static-services.js';
import type { ProxyView } from './reconcile/pass-input.js';
import type { Settings } from './settings.js';
import { parseSettings, renderSettings } from './settings-for.js';

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
  const forParsing = parseSettings(settings);
  return {
    readServices: createReadServices({
      ...forParsing,
      users: { ...forParsing.users, secrets: files.userSecrets },
      verifiesClients: files.clientCa !== undefined,
      templatesFolder: settings.TEMPLATES_DIR,
      templates: new Set(files.templates.keys()),
    }),
    render: createRender(
      { ...renderSettings(settings), jail, errorPages: files.errorPages, templates: files.templates },
      layOut,
    ),
    staticServices: [...variables.services, ...files.services],
    problems: [...variables.problems, ...files.problems],
  };
}
