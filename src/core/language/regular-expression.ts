import { characterClass } from './character-class.js';

const longest = 1000;
/** Of the memory that PCRE2 has for one compiled expression (64 KB), with room to spare. */
const largest = 20_000;
const deepest = 50;

const tokens = new RegExp(
  [
    '(?<open>\\((?:\\?(?:[:=!]|<[=!]|P?<(?<name>[A-Za-z_]\\w{0,30})>))?)',
    '(?<close>\\))',
    '(?<or>\\|)',
    '(?<repeat>(?:[*+?]|\\{(?<least>\\d{1,3})(?<upTo>,(?<most>\\d{0,3}))?\\})\\??)',
    '(?<edge>[$^]|\\\\[bB])',
    '(?<type>\\\\[dDsSwW]|\\.)',
    '(?<escape>\\\\(?:x[0-9A-Fa-f]{2}|[^\\w]))',
    '(?<bracket>\\[)',
    // A brace that only newer PCRE2 takes for a repetition means one thing here and another there.
    '(?<plain>\\{(?![\\d ,]*\\})|[^\\\\{])',
  ].join('|'),
  'y',
);

/**
 * Returns a regular expression as JavaScript has it, or undefined for text that is none. Taken is what PCRE2, which
 * HAProxy is built with, and JavaScript read alike, with POSIX classes and without references back (HAProxy counts no
 * groups where it only compares); `(?i)` at the beginning is for whatever case.
 * Whatever is taken here HAProxy takes, too (pcre2pattern(3); HAProxy manual, section 7.1.4).
 */
export function readRegularExpression(pattern: string, ignoreCase = false): RegExp | undefined {
  if (pattern === '' || pattern.length > longest || !/^[\x20-\x7e]*$/.test(pattern)) return undefined;
  const anyCase = pattern.startsWith('(?i)');
  const source = sourceOf(anyCase ? pattern.slice('(?i)'.length) : pattern);
  if (source === undefined) return undefined;
  try {
    return new RegExp(source, anyCase || ignoreCase ? 'i' : '');
  } catch {
    return undefined;
  }
}

/** Whether a pattern is one that HAProxy takes. */
export function isRegularExpression(pattern: string): boolean {
  return readRegularExpression(pattern) !== undefined;
}

function sourceOf(pattern: string): string | undefined {
  const reading = new Reading();
  for (let at = 0; at < pattern.length; ) {
    tokens.lastIndex = at;
    const groups = tokens.exec(pattern)?.groups;
    const text = pattern.slice(at, tokens.lastIndex);
    if (groups === undefined) return undefined;
    const bracket = groups.bracket === undefined ? undefined : characterClass(pattern, at);
    if (groups.bracket !== undefined && bracket === undefined) return undefined;
    if (!(bracket ? reading.item(bracket.source, 40) : reading.token(text, groups))) return undefined;
    at = bracket ? bracket.end : at + text.length;
  }
  return reading.source();
}

interface Group {
  readonly kind: 'group' | 'ahead' | 'behind';
  /** Bytes, about, that it takes when it is compiled. */
  size: number;
}

/** An expression while it is read. Methods say whether what comes next may come there. */
class Reading {
  readonly #open: Group[] = [{ kind: 'group', size: 0 }];
  readonly #names = new Set<string>();
  #source = '';
  /** Size of what a repetition would repeat; 0 where there is nothing. */
  #last = 0;

  /** Returns the whole in JavaScript's words, or undefined when something is not closed or it is too large. */
  source(): string | undefined {
    const [whole, ...unclosed] = this.#open;
    return unclosed.length === 0 && whole !== undefined && whole.size <= largest ? this.#source : undefined;
  }

  token(text: string, groups: Readonly<Record<string, string | undefined>>): boolean {
    if (groups.open !== undefined) return this.#begin(text, groups.name);
    if (groups.close !== undefined) return this.#end();
    if (groups.repeat !== undefined) return this.#repeat(text, groups);
    if (groups.or !== undefined || groups.edge !== undefined) return this.#between(text);
    return this.item(text, 4);
  }

  /** What stands for one character. */
  item(source: string, size: number): boolean {
    this.#source += source;
    this.#grow(size);
    return true;
  }

  #begin(text: string, name: string | undefined): boolean {
    const kind = /^\(\?<[=!]/.test(text) ? 'behind' : /^\(\?[=!]/.test(text) ? 'ahead' : 'group';
    const isNew = name === undefined || !this.#names.has(name);
    if (name !== undefined) this.#names.add(name);
    // PCRE2 looks behind only as far as it knows beforehand.
    const allowed = isNew && this.#kind() !== 'behind' && this.#open.length < deepest;
    this.#open.push({ kind, size: 10 });
    this.#source += text.replace('(?P<', '(?<');
    this.#last = 0;
    return allowed;
  }

  #end(): boolean {
    const closed = this.#open.length > 1 ? this.#open.pop() : undefined;
    if (closed === undefined) return false;
    this.#source += ')';
    this.#grow(closed.size);
    if (closed.kind !== 'group') this.#last = 0;
    return true;
  }

  #repeat(text: string, { least, upTo, most }: Readonly<Record<string, string | undefined>>): boolean {
    const times = [least, most].map((count) => Number(count || 0));
    const ordered = upTo === undefined || most === '' || Number(least) <= Number(most);
    const possible = this.#last > 0 && ordered && this.#kind() !== 'behind';
    this.#grow(this.#last * Math.max(...times));
    this.#source += text;
    this.#last = 0;
    return possible;
  }

  #between(text: string): boolean {
    this.#source += text;
    this.#last = 0;
    return true;
  }

  #grow(size: number): void {
    const group = this.#open.at(-1);
    if (group !== undefined) group.size += size;
    this.#last = size;
  }

  #kind(): Group['kind'] | undefined {
    return this.#open.at(-1)?.kind;
  }
}
