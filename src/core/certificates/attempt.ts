/** Returns what a function of node:crypto makes of its input, or undefined where it throws because it cannot. */
export function attempt<A>(read: () => A): A | undefined {
  try {
    return read();
  } catch {
    return undefined;
  }
}
