/**
 * Returns the word that was probably meant: the one that takes the fewest single-letter changes, ignoring case, if these
 * are few for its length; undefined when none is near.
 *
 * @example nearest('servicpath', ['servicePath', 'port']) // 'servicePath'
 */
export function nearest(given: string, words: readonly string[]): string | undefined {
  let best: string | undefined;
  let fewest = Math.min(2, Math.ceil(given.length / 4)) + 1;
  for (const word of words) {
    if (Math.abs(word.length - given.length) >= fewest) continue;
    const changes = distance(given.toLowerCase(), word.toLowerCase());
    if (changes < fewest) [best, fewest] = [word, changes];
  }
  return best;
}

/** Levenshtein's distance: insertions, deletions and replacements of single letters. */
function distance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, at) => at);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = (row[j - 1] ?? 0) + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(replaced, (row[j] ?? 0) + 1, (next[j - 1] ?? 0) + 1));
    }
    row = next;
  }
  return row[b.length] ?? 0;
}
