import { type FromText, fromText } from '../../codecs.js';
import { isRegularExpression } from '../../language/regular-expression.js';
import type { Rewrite } from '../../services/service-spec.js';

/** `reqPathSearch`. */
export const PathSearch: FromText<string> = fromText(
  'must be a regular expression, at most 1000 characters of ASCII',
  (text) => (isRegularExpression(text.trim()) ? text.trim() : undefined),
  String,
);

/** `reqPathReplace`. */
export const PathReplacement: FromText<string> = fromText(
  'must be a path without spaces, at most 1000 characters of ASCII; \\1 to \\9 stand for groups of the search',
  replacementOf,
  String,
);

/**
 * `reqPathSearchReplace`: pairs `search,replace` separated by `:`. The replacement may be empty, the search may not.
 *
 * @example '/demo/,/:/v1,' // two rewrites, the second with an empty replacement
 */
export const PathRewrites: FromText<readonly Rewrite[]> = fromText<readonly Rewrite[]>(
  'must be pairs `search,replace` separated by ":", where search is a regular expression and replace a path without spaces',
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
  const replace = replacementOf(pair.slice(comma + 1));
  return replace !== undefined && isRegularExpression(search) ? { search, replace } : undefined;
}

/**
 * A space would end the path in the request that the service gets, and so would what HAProxy makes of `\x0a`: it puts
 * characters by their number (manual, section 7.3.1 `regsub`), which nobody needs for a path.
 */
function replacementOf(text: string): string | undefined {
  const replacement = text.trim();
  return /^(?:[\x21-\x5b\x5d-\x7e]|\\[0-9\\]){0,1000}$/.test(replacement) ? replacement : undefined;
}
