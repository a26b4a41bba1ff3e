import type { World } from '../cli/world.js';
import type { ProxyFiles } from '../core/proxy-files.js';
import { createLayOut } from '../core/render/templates.js';
import type { ProxyView } from '../reconcile/pass-input.js';
import type { Settings } from '../settings.js';
import { createLogger } from '../telemetry/logger.js';
import { openProxyFiles } from './open-proxy-files.js';
import { createProxyView } from './proxy-view.js';
import { readTemplates } from './read-templates.js';

/**
 * Returns what a proxy would go by with these settings and the files they name, as `adjust` leaves them, but without static
 * services and jail.
 */
export async function openView(
  settings: Settings,
  world: World,
  adjust: (files: ProxyFiles) => ProxyFiles = (files) => files,
): Promise<ProxyView> {
  const { LOG_FORMAT: format } = settings;
  const log = createLogger({ level: 'warn', format, stream: world.stderr, clock: world.clock });
  const layOut = createLayOut(await readTemplates(world.templates));
  const { files } = await openProxyFiles({ ...settings, SERVICES_FILE: '' }, log);
  const variables = { services: [], problems: [] };
  return createProxyView({ settings, variables, jail: '', layOut }, adjust(files));
}
