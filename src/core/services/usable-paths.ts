import { isLengthRange } from '../language/length-range.js';
import { isRegularExpression } from '../language/regular-expression.js';
import { indexedName } from '../parameters/parameter-name.js';
import type { parameterTable } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import type { PathType } from './service-spec.js';

/** Returns the paths that can match a request; the others are reported and left out. */
export function usablePaths(
  parameter: typeof parameterTable.servicePath | typeof parameterTable.servicePathExclude,
  index: number,
  pathType: PathType,
  { read, report }: Reader,
): readonly string[] {
  const usable = (read(parameter, index) ?? []).filter((path) => {
    const rule = pathRule(path, pathType);
    if (rule)
      report(indexedName(parameter, index), path, rule, 'correct it; until then this path is left out');
    return rule === undefined;
  });
  return [...new Set(usable)];
}

/** Characters: longer requests do not fit HAProxy's buffer, longer lines not its map files. */
const longestPath = 4096;

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
