import { readdir } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Problem } from '../core/problem.js';
import { readText } from './read-text.js';

const prefix = 'dfp_users_';

/** Bytes; Docker's secrets have no more. */
const largest = 512_000;

/** Texts of the users' secrets, and which could not be read. */
export interface UserSecrets {
  readonly userSecrets: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Returns the texts of the secrets `dfp_users_<name>` in a folder, by that name. A folder that is not there has none. */
export async function readUserSecrets(folder: string): Promise<UserSecrets> {
  const userSecrets = new Map<string, string>();
  const problems: Problem[] = [];
  for (const file of (await readdir(folder).catch(() => [])).sort()) {
    if (!file.startsWith(prefix)) continue;
    const path = join(folder, file);
    const text = await readText(path, largest);
    if (E.isRight(text)) userSecrets.set(file.slice(prefix.length), text.right);
    else problems.push(unreadable(path, text.left));
  }
  return { userSecrets, problems };
}

function unreadable(path: string, rule: string): Problem {
  return {
    service: '(secrets)',
    parameter: 'SECRETS_DIR',
    value: path,
    rule,
    advice: 'let the program read it; until then nobody may use the services that name it',
  };
}
