import { isLengthRange } from '../language/length-range.js';
import { isRegularExpression } from '../language/regular-expression.js';
import { indexedName } from '../parameters/parameter-name.js';
import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import type { PathType } from './service-spec.js';

/** Returns the paths of a destination, none where none are given, or undefined when none of those given can match a request. */
export function usablePaths(
  index: number,
  pathType: PathType,
  reader: Reader,
): readonly string[] | undefined {
  const { given, usable } = sorted(table.servicePath, index, pathType, 'this path is left out', reader);
  return given.length > 0 && usable.length === 0 ? undefined : usable;
}

/** Returns the paths that are excluded, or undefined when one cannot be: leaving it out would open what it was to close. */
export function usableExclusions(
  index: number,
  pathType: PathType,
  reader: Reader,
): readonly string[] | undefined {
  const parameter = table.servicePathExclude;
  const { given, usable } = sorted(parameter, index, pathType, 'this destination is left out', reader);
  return usable.length === given.length ? usable : undefined;
}

/** Returns the paths of a parameter without repetition, and which of them can match a request; the others are reported. */
function sorted(
  parameter: typeof table.servicePath,
  index: number,
  pathType: PathType,
  consequence: string,
  { read, report }: Reader,
): { readonly given: readonly string[]; readonly usable: readonly string[] } {
  const given = [...new Set(read(parameter, index))];
  const usable = given.filter((path) => {
    const rule = pathRule(path, pathType);
    if (rule) report(indexedName(parameter, index), path, rule, `correct it; until then ${consequence}`);
    return rule === undefined;
  });
  return { given, usable };
}

/**
 * Characters. HAProxy's trees tell keys apart in their first 2,048 bytes only (found on 2.6 and 3.4; the manual does not say
 * so), and the key of a route begins with port and host.
 */
const longestPath = 1780;

/** Returns the rule that a path breaks. */
function pathRule(path: string, pathType: PathType): string | undefined {
  if (path.length > longestPath) return `must not be longer than ${longestPath} characters`;
  if (pathType === 'path_reg') return isRegularExpression(path) ? undefined : 'must be a regular expression';
  if (pathType === 'path_len')
    return isLengthRange(path) ? undefined : 'must be a length or a range of lengths such as 5:10';
  if (!/^[\x21-\x7e]+$/.test(path))
    return 'must not hold spaces or characters other than ASCII (percent-encode them)';
  if (/[?#]/.test(path)) return 'must not hold "?" or "#": the path of a request ends before them';
  if ((pathType === 'path_beg' || pathType === 'path') && !path.startsWith('/')) return 'must begin with "/"';
  return undefined;
}
