import { describe, expect, it } from 'vitest';
import { type Settled, settle, type Trial } from '../../src/reconcile/settle.js';

/** Services of which HAProxy refuses some and says nothing of whom; what was taken or blamed stays so. */
function silentTrial(count: number, bad: ReadonlySet<string>) {
  const undecided = new Set(Array.from({ length: count }, (_, at) => `s${at}`));
  const blamed: string[] = [];
  let refusals = 0;
  const tried = (held: ReadonlySet<string>) => [...undecided].filter((name) => !held.has(name));
  const trial: Trial = {
    attempt: async (held) => {
      if (tried(held).some((name) => bad.has(name))) {
        refusals += 1;
        return 'unclear';
      }
      for (const name of tried(held)) undecided.delete(name);
      return 'taken';
    },
    suspects: (held) => ({ plain: tried(held), others: [] }),
    blame: (service) => {
      blamed.push(service);
      undecided.delete(service);
    },
  };
  return { trial, blamed, undecided, refusals: () => refusals };
}

describe('settling', () => {
  it.each([0, 1, 4_321, 9_999])('finds one of 10,000 by halves, and takes all others: %d', async (at) => {
    const { trial, blamed, undecided, refusals } = silentTrial(10_000, new Set([`s${at}`]));
    expect(await settle(trial, 20)).toBe('settled');
    expect(blamed).toEqual([`s${at}`]);
    expect(undecided.size).toBe(0);
    expect(refusals()).toBeLessThanOrEqual(15);
  });

  it('ends unfinished where too much is refused, and is further each time', async () => {
    const bad = new Set(Array.from({ length: 30 }, (_, at) => `s${at * 33}`));
    const { trial, blamed, undecided, refusals } = silentTrial(1_000, bad);
    let settled: Settled;
    do {
      const [left, before] = [undecided.size, refusals()];
      settled = await settle(trial, 20);
      expect(undecided.size).toBeLessThan(left);
      expect(refusals() - before).toBeLessThanOrEqual(20);
    } while (settled === 'unfinished');
    expect(settled).toBe('settled');
    expect(new Set(blamed)).toEqual(bad);
  });

  it('blames nobody where HAProxy refuses what it has, too', async () => {
    const blamed: string[] = [];
    const trial: Trial = {
      attempt: async (held) => (held.size === 2 ? 'failed' : 'unclear'),
      suspects: (held) => ({ plain: ['a'], others: ['b'].filter((name) => !held.has(name)) }),
      blame: (service) => blamed.push(service),
    };
    expect(await settle(trial, 20)).toBe('failed');
    expect(blamed).toEqual([]);
  });
});
