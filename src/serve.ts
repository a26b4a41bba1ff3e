import * as E from 'fp-ts/lib/Either.js';
import { createApp } from './app.js';
import { loadSettings } from './cli/load-settings.js';
import { type ExitCode, exitCodes, type World } from './cli/world.js';
import { fromVariables } from './core/parameters/from-variables.js';
import { describeError } from './errors.js';
import { settingsWithoutEffect } from './settings/read-settings.js';
import { createLogger } from './telemetry/logger.js';
import type { AppOptions } from './wiring/wiring.js';

/** `waggle run`, `waggle controller`, `waggle proxy`: serves until it is asked to end. */
export async function serve(role: AppOptions['role'], world: World): Promise<ExitCode> {
  const ended = world.ended();
  const settings = loadSettings(world.env);
  if (E.isLeft(settings)) {
    for (const refusal of settings.left) world.stderr.write(`waggle: ${refusal}\n`);
    return exitCodes.misuse;
  }
  const { LOG_LEVEL: level, LOG_FORMAT: format } = settings.right;
  const { version, templates, asRoot, clock } = world;
  const log = createLogger({ level, format, stream: world.stdout, clock });
  for (const detail of settingsWithoutEffect(settings.right)) log.warn({ detail }, 'setting has no effect');
  const variables = fromVariables(world.env);
  const options = { role, settings: settings.right, variables, version, templates, asRoot, log, clock };
  const app = await createApp(options);
  if (E.isLeft(app)) {
    log.error({ error: describeError(app.left) }, 'cannot start');
    return exitCodes.problems;
  }
  const started = await app.right.start();
  if (E.isLeft(started)) {
    log.error({ error: describeError(started.left) }, 'cannot start');
    await app.right.stop();
    return exitCodes.problems;
  }
  log.info({ signal: await ended }, 'asked to end');
  await app.right.stop();
  return exitCodes.ok;
}
