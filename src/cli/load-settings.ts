import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import type * as E from 'fp-ts/lib/Either.js';
import { readSettings } from '../read-settings.js';
import { type Settings, settingsTable } from '../settings.js';

/** Returns the settings of the environment and of the secrets' folder, or what is wrong with them, a sentence each. */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
): E.Either<readonly string[], Settings> {
  const folder = env.SECRETS_DIR || settingsTable.SECRETS_DIR.default;
  return readSettings({ env, secret: (name) => readSecret(folder, name) });
}

function readSecret(folder: string, name: string): string | undefined {
  try {
    return readFileSync(join(folder, basename(name)), 'utf8');
  } catch {
    return undefined;
  }
}
