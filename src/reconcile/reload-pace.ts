import type { Clock } from '../ports.js';

/** Keeps reloads apart. */
export interface ReloadPace {
  /** Resolves at once after a quiet time, otherwise when the interval since the last reload is over. */
  wait(): Promise<void>;
  reloaded(): void;
}

export function createReloadPace(
  interval: number,
  clock: Clock,
  sleep: (milliseconds: number) => Promise<void>,
): ReloadPace {
  let last = Number.NEGATIVE_INFINITY;
  return {
    wait: async () => {
      const left = last + interval - clock();
      if (left > 0) await sleep(left);
    },
    reloaded: () => {
      last = clock();
    },
  };
}
