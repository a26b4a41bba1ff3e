/** Returns what only one of two lists has, by identity. Costs little where one of them follows from the other by a small change. */
export function changedBetween<A>(before: readonly A[], now: readonly A[]): readonly A[] {
  const shorter = Math.min(before.length, now.length);
  let start = 0;
  while (start < shorter && before[start] === now[start]) start += 1;
  let end = 0;
  while (end < shorter - start && before.at(-1 - end) === now.at(-1 - end)) end += 1;
  const gone = new Set(before.slice(start, before.length - end));
  const come = now.slice(start, now.length - end).filter((one) => !gone.delete(one));
  return [...gone, ...come];
}
