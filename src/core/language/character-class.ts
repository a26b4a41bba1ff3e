/** POSIX classes as ranges of characters. */
const posix: Readonly<Record<string, string>> = {
  alnum: 'a-zA-Z0-9',
  alpha: 'a-zA-Z',
  blank: ' \\t',
  cntrl: '\\x00-\\x1f\\x7f',
  digit: '0-9',
  graph: '\\x21-\\x7e',
  lower: 'a-z',
  print: '\\x20-\\x7e',
  punct: '\\x21-\\x2f\\x3a-\\x40\\x5b-\\x60\\x7b-\\x7e',
  space: '\\x09-\\x0d ',
  upper: 'A-Z',
  word: '\\w',
  xdigit: '0-9A-Fa-f',
};

const item =
  /\[:(?<posix>[a-z]+):\]|\\(?<type>[dDsSwW])|\\x(?<hex>[0-9A-Fa-f]{2})|\\(?<escaped>[^\w])|(?<plain>[^\\])/y;

/** A class in brackets, as JavaScript writes it, and where it ends. */
export interface CharacterClass {
  readonly source: string;
  readonly end: number;
}

/**
 * Returns the character class that begins at a `[` of an ASCII pattern, or undefined when PCRE2 would not take it, or
 * would take it in another way than JavaScript (pcre2pattern, "Square brackets").
 */
export function characterClass(pattern: string, from: number): CharacterClass | undefined {
  const negated = pattern[from + 1] === '^';
  const start = from + (negated ? 2 : 1);
  let source = '';
  for (let at = start; at < pattern.length; ) {
    if (pattern[at] === ']' && at > start) {
      // Brackets that belong inside of brackets.
      const misplaced = /^\[([:.=]).*\1\]$/.test(pattern.slice(from, at + 1)) && at > from + 2;
      return misplaced ? undefined : { source: `[${negated ? '^' : ''}${source}]`, end: at + 1 };
    }
    const first = itemAt(pattern, at);
    if (first === undefined) return undefined;
    at = first.end;
    if (pattern[at] === '-' && pattern[at + 1] !== ']') {
      const last = itemAt(pattern, at + 1);
      if (first.code === undefined || last?.code === undefined || last.code < first.code) return undefined;
      source += `${first.source}-${last.source}`;
      at = last.end;
    } else source += first.source;
  }
  return undefined;
}

interface Item {
  readonly source: string;
  readonly end: number;
  /** Of a single character. */
  readonly code?: number;
}

function itemAt(pattern: string, at: number): Item | undefined {
  item.lastIndex = at;
  const groups = item.exec(pattern)?.groups;
  if (groups === undefined) return undefined;
  const end = item.lastIndex;
  const ranges = posix[groups.posix ?? ''];
  if (ranges !== undefined) return { source: ranges, end };
  if (groups.type !== undefined) return { source: `\\${groups.type}`, end };
  const character = groups.escaped ?? groups.plain;
  // What POSIX has for collation, and classes that there are not.
  if (groups.posix !== undefined || (groups.plain === '[' && /[:.=]/.test(pattern[end] ?? '')))
    return undefined;
  const code = character === undefined ? Number.parseInt(groups.hex ?? '', 16) : character.charCodeAt(0);
  return { source: `\\x${code.toString(16).padStart(2, '0')}`, end, code };
}
