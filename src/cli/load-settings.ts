import { readFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { readSettings } from '../settings/read-settings.js';
import { type Settings, settingsTable } from '../settings.js';

/**
 * Returns the settings of the environment and of the secrets' folder, or what is wrong with them, a sentence each. A
 * secret that is there and cannot be read is wrong, too: the variable or the default would silently take its place.
 */
export function loadSettings(
  env: Readonly<Record<string, string | undefined>>,
): E.Either<readonly string[], Settings> {
  const folder = env.SECRETS_DIR || settingsTable.SECRETS_DIR.default;
  const unreadable: string[] = [];
  const secret = (name: string): string | undefined => {
    const path = join(folder, basename(name));
    try {
      return readFileSync(path, 'utf8');
    } catch (error) {
      if (!isMissing(error)) unreadable.push(`secret ${path} cannot be read: ${String(error)}`);
      return undefined;
    }
  };
  const settings = readSettings({ env, secret });
  if (unreadable.length === 0) return settings;
  return E.left([...unreadable, ...(E.isLeft(settings) ? settings.left : [])]);
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
