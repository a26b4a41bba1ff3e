import * as E from 'fp-ts/lib/Either.js';
import { loadSettings } from '../../src/cli/load-settings.js';
import { fromVariables } from '../../src/core/parameters/from-variables.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import type { Problem } from '../../src/core/problem.js';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { passInput } from '../../src/reconcile/pass-input.js';
import { openProxyFiles } from '../../src/wiring/open-proxy-files.js';
import { createProxyView } from '../../src/wiring/proxy-view.js';
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
  jail = '',
): Promise<Served> {
  const settings = loadSettings(env);
  if (E.isLeft(settings)) throw new Error(settings.left.join('\n'));
  const { files } = await openProxyFiles(settings.right, recordingLogger());
  const layOut = await projectLayOut();
  const parts = { settings: settings.right, variables: fromVariables(env), jail, layOut };
  const input = passInput(snapshotOf(services), createProxyView(parts, files));
  const { specs, problems } = input.readServices(input.services);
  const rendering = input.render(specs);
  return { config: rendering.config, problems: [...input.problems, ...problems, ...rendering.problems] };
}
