import { stat } from 'node:fs/promises';
import type { World } from '../cli/world.js';
import type { Parameters } from '../core/parameters/parameters.js';
import { withStandIns } from '../core/validation/stand-ins.js';
import type { ProxyView } from '../reconcile/pass-input.js';
import type { Settings } from '../settings.js';
import { openView } from './open-view.js';

/** Returns what a proxy would go by, where secrets and templates that these services name need not be at hand. */
export async function openValidationView(
  settings: Settings,
  world: World,
  services: readonly Parameters[],
): Promise<ProxyView> {
  const { SECRETS_DIR, TEMPLATES_DIR: templatesFolder } = settings;
  const absent = {
    secrets: !(await isThere(SECRETS_DIR)),
    templates: !(await isThere(templatesFolder)),
    templatesFolder,
  };
  return await openView(settings, world, (files) => withStandIns(files, absent, services));
}

async function isThere(path: string): Promise<boolean> {
  return (await stat(path).catch(() => undefined)) !== undefined;
}
