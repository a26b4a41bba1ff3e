import * as E from 'fp-ts/lib/Either.js';
import { loadSettings } from '../../src/cli/load-settings.js';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import type { Problem } from '../../src/core/problem.js';
import { createRender } from '../../src/core/render/render.js';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { parseSettings, renderSettings } from '../../src/settings-for.js';
import { readErrorFiles } from '../../src/sources/error-files.js';
import { recordingLogger } from './recording-logger.js';
import { projectLayOut } from './templates.js';

/** What the proxy makes of services and an environment. */
export interface Served {
  readonly config: RenderedConfig;
  readonly problems: readonly Problem[];
}

/**
 * Returns what the proxy would serve: services as labels give them, settings as an environment gives them, files from the
 * folders that the settings name. The one place in the tests that puts the proxy's reading half together.
 */
export async function serveCase(
  services: readonly Parameters[],
  env: Readonly<Record<string, string>>,
): Promise<Served> {
  const settings = loadSettings(env);
  if (E.isLeft(settings)) throw new Error(settings.left.join('\n'));
  const errorPages = await readErrorFiles(settings.right.ERRORFILES_DIR, recordingLogger());
  const { specs, problems } = createReadServices(parseSettings(settings.right))(services);
  const render = createRender(
    { ...renderSettings(settings.right), jail: '', errorPages },
    await projectLayOut(),
  );
  const rendering = render(specs);
  return { config: rendering.config, problems: [...problems, ...rendering.problems] };
}
