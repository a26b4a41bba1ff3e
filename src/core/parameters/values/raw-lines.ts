import { type FromText, fromText } from '../../codecs.js';
import { hasControlCharacters } from '../../language/control-characters.js';
import { presentLine } from '../../language/present-line.js';
import { splitWords } from '../../language/words.js';

/** Words that begin a section, or steer how HAProxy reads the file (manual, sections 2 and 4). */
const outside =
  /^(global|defaults|frontend|backend|listen|userlist|peers|mailers|program|resolvers|ring|cache|http-errors|fcgi-app|log-forward|log-profile|crt-store|acme|traces|healthcheck|\.\w+)(\s|$)/;

/**
 * `backendExtra`: raw lines. What they say is the operator's business as long as they stay inside of the backend; HAProxy's
 * check of the configuration has the last word. Keywords of HAProxy 1.8 are written as they are today.
 */
export const RawLines: FromText<readonly string[]> = fromText<readonly string[]>(
  'must be lines of a backend, each beginning with a plain keyword: no new section, no open quotes, at most 63 words, no control characters, no keyword that HAProxy has dropped (reqrep, rspdel, …)',
  (text) => {
    const lines = text
      .split(/\\n|\r?\n/)
      .map((line) => line.replaceAll('\t', ' ').trim())
      .map(presentLine)
      .filter((line) => line !== '');
    const usable = lines.flatMap((line) => (line !== undefined && isDirective(line) ? line : []));
    return usable.length === lines.length ? usable : undefined;
  },
  (lines) => lines.join('\\n'),
);

/** HAProxy reads quotes, escapes (`\x67lobal`) and variables in the first word, too: that has to be what it looks like. */
function isDirective(line: string): boolean {
  if (line.startsWith('#')) return true;
  const words = splitWords(withoutComment(line));
  const plain = /^[a-z][a-z0-9._-]*(\s|$)/.test(line) && !hasControlCharacters(line);
  return (
    plain && !outside.test(line) && words !== undefined && words.length <= mostWords && !words.includes('')
  );
}

/** HAProxy's lines hold 64 words, of which the oldest that is supported gives away one (MAX_LINE_ARGS). */
const mostWords = 63;

/** Returns the line up to a `#` outside of quotes. */
function withoutComment(line: string): string {
  const quoted = /^(?:[^\\"'#]|\\.|'[^']*'|"(?:[^"\\]|\\.)*")*/.exec(line)?.[0] ?? '';
  return line[quoted.length] === '#' ? quoted : line;
}
