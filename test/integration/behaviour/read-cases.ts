import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { parse } from 'yaml';
import { type Case, decodeCase } from './case.js';
import { filledDeep, type Places } from './places.js';

const folder = fileURLToPath(new URL('.', import.meta.url));

/** A case as it is written. */
export interface WrittenCase {
  readonly file: string;
  readonly input: unknown;
}

/** Returns all cases of this folder: every .yml is a list of them. */
export function readCases(): readonly WrittenCase[] {
  const files = readdirSync(folder).filter((name) => name.endsWith('.yml'));
  return files.flatMap((file) =>
    Array.from(Object(parse(readFileSync(`${folder}${file}`, 'utf8'))), (input) => ({ file, input })),
  );
}

/** Returns a case with its places filled in. Throws with the place of every word that is not understood. */
export function caseAt({ file, input }: WrittenCase, places: Places): Case {
  return decodeCase(filledDeep(input, places), file);
}
