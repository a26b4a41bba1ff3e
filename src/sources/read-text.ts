import { readFile, stat } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';

/** Returns a file's text, or in words why it cannot be read; `largest` is in bytes. */
export async function readText(path: string, largest: number): Promise<E.Either<string, string>> {
  try {
    const { size } = await stat(path);
    return size > largest ? E.left(`has more than ${largest} bytes`) : E.right(await readFile(path, 'utf8'));
  } catch (error) {
    return E.left(`cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
