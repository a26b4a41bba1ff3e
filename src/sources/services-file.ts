import * as E from 'fp-ts/lib/Either.js';
import type { Parameters } from '../core/parameters/parameters.js';
import type { StaticServices } from '../core/static-services.js';
import { parseServicesFile } from '../parse-services-file.js';
import { readText } from './read-text.js';

/** Bytes: thousands of services. */
const largest = 16 * 1024 * 1024;

/**
 * Returns the services of a services file, none if `path` is empty. A file that is not there or cannot be used is a problem, and
 * the services that it had `before` stay.
 */
export async function readServicesFile(
  path: string,
  separator: string,
  before: readonly Parameters[],
): Promise<StaticServices> {
  if (path === '') return { services: [], problems: [] };
  const text = await readText(path, largest);
  const parsed = E.isLeft(text) ? text : parseServicesFile(text.right, separator);
  if (E.isRight(parsed)) return parsed.right;
  const problem = {
    service: '(services file)',
    parameter: 'SERVICES_FILE',
    value: path,
    rule: parsed.left,
    advice: `correct it; until then the ${before.length} services it had last stay`,
  };
  return { services: before, problems: [problem] };
}
