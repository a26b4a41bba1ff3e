/** ACLs that HAProxy defines itself (manual, section 7.4), and what may stand between them. */
const predefined =
  /^!?(FALSE|TRUE|HTTP|HTTP_1\.0|HTTP_1\.1|HTTP_2\.0|HTTP_CONTENT|HTTP_URL_ABS|HTTP_URL_SLASH|HTTP_URL_STAR|LOCALHOST|METH_(CONNECT|DELETE|GET|HEAD|OPTIONS|POST|PUT|TRACE))$/;
const fileFlag = /^-[fM]/;
/** Words: a line of HAProxy's has 64, and the rule takes some. */
const longest = 50;
const between = /^(or|\|\||!)$/;

/**
 * Whether words are a condition that HAProxy can read: `if` or `unless`, then ACLs, which are its own or in braces. No
 * words at all are a condition that always holds. Which sample fetches there are, HAProxy knows better.
 *
 * A condition names no files: a label must not make HAProxy read any.
 *
 * @example isCondition(['if', '{', 'ssl_fc', '}', 'or', '!METH_GET'])
 */
export function isCondition([keyword, ...words]: readonly string[]): boolean {
  if (keyword === undefined) return true;
  if (keyword !== 'if' && keyword !== 'unless') return false;
  if (words.length > longest || words.some((word) => word === '' || fileFlag.test(word))) return false;
  let depth: readonly string[] | undefined;
  let acls = 0;
  for (const word of words) {
    if (depth !== undefined && word === '}') {
      if (!isSample(depth[0])) return false;
      depth = undefined;
      acls += 1;
    } else if (depth !== undefined) {
      depth = [...depth, word];
    } else if (word === '{' || word === '!{') {
      depth = [];
    } else if (predefined.test(word)) {
      acls += 1;
    } else if (!between.test(word)) {
      return false;
    }
  }
  return depth === undefined && acls > 0 && !between.test(words.at(-1) ?? '');
}

/** The form of a sample fetch with converters: `req.hdr(X-Kind),lower`. */
function isSample(word: string | undefined): boolean {
  return word !== undefined && /^[a-z][a-z0-9_.]*(\([^()]*\))?(,[a-z0-9_.]+(\([^()]*\))?)*$/.test(word);
}
