import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { RenderedConfig } from '../core/rendered-config.js';
import type { WaggleError } from '../errors.js';
import { checkConfig } from './check-config.js';
import { createConfigFolder } from './config-folder.js';
import { expectedFailure, Failure, messageOf } from './failure.js';

/**
 * Lets HAProxy read a configuration (`haproxy -c`) in a temporary folder, which is gone afterwards. Nothing runs and no port is
 * opened. Errors: ConfigRejected, HaproxyUnusable, FileFailed.
 */
export function checkRendered(bin: string, config: RenderedConfig): TE.TaskEither<WaggleError, void> {
  return TE.tryCatch(() => check(bin, config), expectedFailure);
}

async function check(bin: string, config: RenderedConfig): Promise<void> {
  const temporary = await temporaryFolder();
  try {
    const folder = await createConfigFolder(join(temporary, 'config'));
    await folder.write(config);
    await checkConfig(bin, folder.path);
  } finally {
    await rm(temporary, { recursive: true, force: true });
  }
}

/** There may be no place for it: containers in CI often have a file system that nobody can write to. */
async function temporaryFolder(): Promise<string> {
  try {
    return await mkdtemp(join(tmpdir(), 'waggle-check-'));
  } catch (thrown) {
    throw new Failure({ _tag: 'FileFailed', path: tmpdir(), detail: messageOf(thrown) });
  }
}
