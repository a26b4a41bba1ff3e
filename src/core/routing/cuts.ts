/** Returns those beginnings (or ends) of a text that can be keys, the longest first. */
export type Cuts = (text: string) => readonly string[];

/**
 * Returns the beginnings of texts that are as long as some key: a longest-prefix search tries few of them, however many keys
 * there are.
 */
export function beginningsLike(keys: Iterable<string>): Cuts {
  const lengths = lengthsOf(keys);
  return (text) => lengths.flatMap((length) => (length > text.length ? [] : text.slice(0, length)));
}

/** Returns the ends of texts that are as long as some key. */
export function endsLike(keys: Iterable<string>): Cuts {
  const lengths = lengthsOf(keys);
  return (text) =>
    lengths.flatMap((length) => (length > text.length ? [] : text.slice(text.length - length)));
}

function lengthsOf(keys: Iterable<string>): readonly number[] {
  return [...new Set([...keys].map(({ length }) => length))].sort((a, b) => b - a);
}
