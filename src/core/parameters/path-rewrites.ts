import { type FromText, fromText } from '../codecs.js';
import type { Rewrite } from './service-spec.js';

/**
 * `reqPathSearchReplace`: pairs `search,replace` separated by `:`. The replacement may be empty, the search may not.
 *
 * @example '/demo/,/:/v1,' // two rewrites, the second with an empty replacement
 */
export const PathRewrites: FromText<readonly Rewrite[]> = fromText<readonly Rewrite[]>(
  'must be pairs `search,replace` separated by ":", where search is a regular expression',
  (text) => {
    const rewrites = text.split(':').map(rewriteOf);
    return rewrites.every((rewrite) => rewrite !== undefined) ? rewrites : undefined;
  },
  (rewrites) => rewrites.map(({ search, replace }) => `${search},${replace}`).join(':'),
);

/** The first comma parts the pair: a replacement may hold commas, a search cannot. */
function rewriteOf(pair: string): Rewrite | undefined {
  const comma = pair.indexOf(',');
  if (comma < 0) return undefined;
  const search = pair.slice(0, comma).trim();
  return isRegularExpression(search) ? { search, replace: pair.slice(comma + 1).trim() } : undefined;
}

/** Whether a pattern is one. HAProxy's own check of the configuration has the last word on what its engine takes. */
export function isRegularExpression(pattern: string): boolean {
  if (pattern === '' || pattern.length > 1000) return false;
  try {
    new RegExp(pattern);
    return true;
  } catch {
    return false;
  }
}
