/**
 * Returns the words of a line as HAProxy reads them (manual, section 2.2): quotes and backslashes are taken away, `#` is
 * not a comment and `$` expands nothing here. Undefined when a quote is not closed or a backslash ends the line.
 */
export function splitWords(line: string): readonly string[] | undefined {
  const words: string[] = [];
  let word: string | undefined;
  let quote = '';
  for (let at = 0; at < line.length; at++) {
    const character = line[at] ?? '';
    if (quote === '' && character === ' ') {
      if (word !== undefined) words.push(word);
      word = undefined;
    } else if (quote === '' && (character === '"' || character === "'")) {
      quote = character;
      word ??= '';
    } else if (character === quote) {
      quote = '';
    } else if (character === '\\' && quote !== "'") {
      at += 1;
      const escaped = line[at];
      if (escaped === undefined) return undefined;
      word = (word ?? '') + (quote === '' || escaped === '"' || escaped === '\\' ? '' : '\\') + escaped;
    } else {
      word = (word ?? '') + character;
    }
  }
  if (quote !== '') return undefined;
  return word === undefined ? words : [...words, word];
}

/**
 * Returns a line that `splitWords` reads as these words, and that is one item of a list: `splitOutsideQuotes` does not split it
 * at the separator.
 */
export function joinWords(words: readonly string[], separator: string): string {
  const isBare = (word: string) =>
    /^[\w.%:/=;,()[\]{}!<>+*?@&|~^-]+$/.test(word) &&
    [...separator].every((character) => cutOutsideQuotes(word, character)?.length === 1);
  return words.map((word) => (isBare(word) ? word : doubleQuoted(word))).join(' ');
}

function doubleQuoted(word: string): string {
  return `"${word.replace(/["\\]/g, '\\$&')}"`;
}

const pairs: Readonly<Record<string, string>> = { '"': '"', "'": "'", '(': ')', '[': ']' };

/**
 * Returns the items of a list, split at the separator where it stands outside of quotes, parentheses and brackets, and
 * trimmed; empty ones are left out. Where those are not closed, every separator splits.
 */
export function splitOutsideQuotes(text: string, separator: string): readonly string[] {
  const items = cutOutsideQuotes(text, separator) ?? text.split(separator);
  return items.map((item) => item.trim()).filter((item) => item !== '');
}

/** Undefined when a quote, parenthesis or bracket is not closed. */
function cutOutsideQuotes(text: string, separator: string): readonly string[] | undefined {
  const items: string[] = [];
  const open: string[] = [];
  let from = 0;
  for (let at = 0; at < text.length; at++) {
    const character = text[at] ?? '';
    const closing = open.at(-1);
    if (character === closing) open.pop();
    else if (closing === "'") continue;
    else if (character === '\\') at += 1;
    else if (closing === '"') continue;
    else if (open.length === 0 && text.startsWith(separator, at)) {
      items.push(text.slice(from, at));
      at += separator.length - 1;
      from = at + 1;
    } else if (pairs[character] !== undefined) open.push(pairs[character]);
  }
  return open.length === 0 ? [...items, text.slice(from)] : undefined;
}
