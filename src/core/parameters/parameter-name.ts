/** Returns a parameter's name without its index, and the index: `port.3` → `port`, 3. */
export function splitName(name: string): { base: string; index?: number } {
  const match = /^(.*)\.([1-9]\d{0,4})$/.exec(name);
  return match ? { base: match[1] ?? '', index: Number(match[2]) } : { base: name };
}

/** Returns a parameter's name as it is written for a destination; that of destination 0 has no index. */
export function indexedName({ name }: { readonly name: string }, index: number): string {
  return index === 0 ? name : `${name}.${index}`;
}
