/** Returns the list that a map has under a key, put there if it is missing. */
export function listIn<K, A>(lists: Map<K, A[]>, key: K): A[] {
  const known = lists.get(key);
  if (known !== undefined) return known;
  const list: A[] = [];
  lists.set(key, list);
  return list;
}
