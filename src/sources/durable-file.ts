import { mkdir, open, readFile, rename, rm } from 'node:fs/promises';
import { dirname } from 'node:path';
import * as TE from 'fp-ts/lib/TaskEither.js';
import type { WaggleError } from '../errors.js';

/** Returns a file's text, undefined if there is none. Error FileFailed. */
export function readIfThere(path: string): TE.TaskEither<WaggleError, string | undefined> {
  return fileStep(path, () =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

/**
 * Replaces a file, for its owner only, in a folder that is made if it is missing. The file is there completely or not at all,
 * whatever happens meanwhile, a power cut included. With `previous`, what it held before is kept under that path. Error
 * FileFailed: nothing has changed.
 */
export function writeDurably(
  path: string,
  text: string,
  { previous }: { readonly previous?: string } = {},
): TE.TaskEither<WaggleError, void> {
  const temporary = `${path}.tmp`;
  return fileStep(path, async () => {
    await mkdir(dirname(path), { recursive: true, mode: 0o700 });
    try {
      await writeToDisk(temporary, text);
    } catch (error) {
      // On a full disk, others need the room.
      await rm(temporary, { force: true }).catch(() => undefined);
      throw error;
    }
    if (previous !== undefined) await rename(path, previous).catch(ifMissing);
    await rename(temporary, path);
    await syncFolder(dirname(path));
  });
}

/** The content is on disk before the rename is, or a power cut could leave an empty file under the final name. */
async function writeToDisk(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function ifMissing(error: NodeJS.ErrnoException): void {
  if (error.code !== 'ENOENT') throw error;
}

function fileStep<A>(path: string, step: () => Promise<A>): TE.TaskEither<WaggleError, A> {
  return TE.tryCatch(step, (error) => ({
    _tag: 'FileFailed',
    path,
    detail: error instanceof Error ? error.message : String(error),
  }));
}
