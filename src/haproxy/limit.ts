/** Returns the function so that at most `most` of its calls are under way at a time; the others wait their turn. */
export function limit<A, B>(most: number, work: (input: A) => Promise<B>): (input: A) => Promise<B> {
  const waiting: (() => void)[] = [];
  let free = most;
  return async (input) => {
    if (free > 0) free -= 1;
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work(input);
    } finally {
      const next = waiting.shift();
      if (next === undefined) free += 1;
      else next();
    }
  };
}
