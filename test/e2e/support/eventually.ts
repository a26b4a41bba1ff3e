import { vi } from 'vitest';

export interface Patience {
  /** Milliseconds after which it has failed. */
  readonly within?: number;
}

/** Asks again until the check no longer throws; returns what it returned. The failure is the last one that it threw. */
export type Eventually = <A>(check: () => Promise<A>, patience?: Patience) => Promise<A>;

/** Marks a failure that says what the swarm looked like. */
export const explained = 'The swarm:';

/** @param explain what helps to find out why, for the failure's message */
export function createEventually(explain: () => Promise<string>): Eventually {
  return async (check, { within = 20_000 } = {}) => {
    try {
      return await vi.waitFor(check, { timeout: within, interval: 25 });
    } catch (error) {
      if (error instanceof Error)
        error.message += `\n(after ${within} ms)\n\n${explained}\n${await explain()}\n`;
      throw error;
    }
  };
}
