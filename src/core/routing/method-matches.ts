import { readRegularExpression } from '../language/regular-expression.js';

/** Whether text matches as HAProxy's method of that name compares (manual, section 7.1.3). */
export function methodMatches(method: string, pattern: string, text: string, delimiters: string): boolean {
  switch (method) {
    case 'sub':
      return text.includes(pattern);
    case 'reg':
      return readRegularExpression(pattern)?.test(text) ?? false;
    case 'len': {
      const [from, to = from] = pattern.split(':').map(Number);
      return from !== undefined && to !== undefined && text.length >= from && text.length <= to;
    }
    default:
      return delimited(text, pattern, method === 'dir' ? '/?' : delimiters);
  }
}

/** Whether the pattern, without delimiters around it, stands in the text as one or more whole parts. */
function delimited(text: string, pattern: string, delimiters: string): boolean {
  const isEdge = (character: string | undefined) => character === undefined || delimiters.includes(character);
  let [from, to] = [0, pattern.length];
  while (from < to && isEdge(pattern[from])) from += 1;
  while (to > from && isEdge(pattern[to - 1])) to -= 1;
  const bare = pattern.slice(from, to);
  if (bare === '') return false;
  for (let at = text.indexOf(bare); at >= 0; at = text.indexOf(bare, at + 1)) {
    if (isEdge(text[at - 1]) && isEdge(text[at + bare.length])) return true;
  }
  return false;
}
