import { readdir, readFile, stat } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';

/**
 * Returns the files of a folder, not those of its folders, sorted by name. Names that begin with a dot, editors' and file
 * systems' own, are left out. A folder that is not there has none. A link that leads nowhere counts, so that it is missed.
 */
export async function filesIn(folder: string): Promise<readonly { name: string; path: string }[]> {
  const names = (await readdir(folder).catch(() => [])).filter((name) => !name.startsWith('.')).sort();
  const files = await Promise.all(
    names.map(async (name) => {
      const path = join(folder, name);
      const isFile = await stat(path).then(
        (stats) => stats.isFile(),
        () => true,
      );
      return isFile ? [{ name, path }] : [];
    }),
  );
  return files.flat();
}

/** Returns a file's text, or in words why it cannot be read. */
export async function readText(path: string): Promise<E.Either<string, string>> {
  return await readFile(path, 'utf8').then(E.right, (error: unknown) =>
    E.left(`cannot be read: ${error instanceof Error ? error.message : String(error)}`),
  );
}
