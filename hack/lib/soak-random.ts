/** The same numbers for the same seed. */
export interface Random {
  /** From 0, below the limit. */
  below(limit: number): number;
  /** Undefined only of none. */
  of<A>(all: readonly A[]): A | undefined;
}

/** mulberry32: 32 bits of state are enough to choose what to break next. */
export function createRandom(seed: number): Random {
  let state = seed;
  const next = () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 4_294_967_296;
  };
  return {
    below: (limit) => Math.floor(next() * limit),
    of: (all) => all[Math.floor(next() * all.length)],
  };
}
