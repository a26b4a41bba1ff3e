/** A line of haproxy.cfg as HAProxy takes it apart. */
export interface Line {
  readonly words: readonly string[];
  /** As written, up to where the line's first quote or escape is. */
  readonly plain: string;
}

const escapes: Readonly<Record<string, string>> = { n: '\n', r: '\r', t: '\t' };

/**
 * Returns the lines of a configuration that say something, taken apart as the manual has it (section 2.2), or throws what
 * HAProxy would refuse. Written for tests, without a look at how the program quotes: it is to be told when that is wrong.
 */
export function linesOf(text: string): readonly Line[] {
  return text
    .split('\n')
    .map(readLine)
    .filter(({ words }) => words.length > 0);
}

function readLine(line: string): Line {
  const words: string[] = [];
  let rest = line;
  while (rest !== '') {
    const blank = /^[ \t\r]+/.exec(rest)?.[0] ?? '';
    rest = rest.slice(blank.length);
    if (rest === '' || rest.startsWith('#')) break;
    let word = '';
    while (rest !== '' && !/^[ \t\r#]/.test(rest)) {
      const [text, meaning] = nextPiece(rest, line);
      word += meaning;
      rest = rest.slice(text.length);
    }
    if (word === '') throw new Error(`an empty word in ${line}`);
    words.push(word);
  }
  // biome-ignore lint/suspicious/noControlCharactersInRegex: control characters are what is looked for
  if (/[\u0000-\u001f\u007f]/.test(line)) throw new Error(`a control character in ${JSON.stringify(line)}`);
  if (words.length > 63) throw new Error(`${words.length} words in ${line.slice(0, 200)}`);
  return { words, plain: /^[^"'\\]*/.exec(line)?.[0] ?? '' };
}

/** Returns what stands at the beginning, a quoted piece, an escape or a character, and what it means. */
function nextPiece(rest: string, line: string): readonly [string, string] {
  const single = /^'([^']*)'/.exec(rest);
  if (single) return [single[0], single[1] ?? ''];
  const double = /^"((?:[^"\\]|\\.)*)"/.exec(rest);
  if (double) {
    if (/(^|[^\\])\$/.test(double[1] ?? '')) throw new Error(`a variable in ${line}`);
    return [double[0], (double[1] ?? '').replace(/\\(["\\$])/g, '$1')];
  }
  const escaped = /^\\(x[0-9a-fA-F]{2}|.)/.exec(rest);
  if (escaped) {
    const [text, what = ''] = escaped;
    const code = what.length > 1 ? String.fromCharCode(Number.parseInt(what.slice(1), 16)) : undefined;
    return [text, code ?? escapes[what] ?? what];
  }
  if (/^["']/.test(rest)) throw new Error(`an open quote in ${line}`);
  const [plain = ''] = /^[^"'\\ \t\r#]+/.exec(rest) ?? [rest[0]];
  return [plain, plain];
}
