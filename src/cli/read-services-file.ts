import { readFile } from 'node:fs/promises';
import * as E from 'fp-ts/lib/Either.js';
import type { StaticServices } from '../core/static-services.js';
import { parseServicesFile } from '../parse-services-file.js';

/** Returns the services of a services file, or why it cannot be read. */
export async function readServicesFile(
  path: string,
  separator: string,
): Promise<E.Either<string, StaticServices>> {
  try {
    const text = await readFile(path, 'utf8');
    return E.mapLeft((rule) => `${path}: ${rule}`)(parseServicesFile(text, separator));
  } catch (error) {
    return E.left(`${path} cannot be read: ${error instanceof Error ? error.message : String(error)}`);
  }
}
