import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createUnneededBackends, type UnneededBackends } from '../../src/haproxy/unneeded-backends.js';

describe('backends that are not needed', () => {
  let unneeded: UnneededBackends;
  let tries: string[];
  let isBusy: boolean;

  beforeEach(() => {
    vi.useFakeTimers();
    tries = [];
    isBusy = false;
    const take = async (name: string) => {
      tries.push(name);
      return !isBusy;
    };
    unneeded = createUnneededBackends({ patience: 60_000, take });
  });
  afterEach(() => {
    unneeded.forget();
    vi.useRealTimers();
  });
  const told = async (names: readonly string[], ms: number) => {
    unneeded.are(new Set(names));
    await vi.advanceTimersByTimeAsync(ms);
  };

  it('are taken away when that has been so for a while, each for itself', async () => {
    await told(['a'], 30_500);
    await told(['a', 'b'], 30_000);
    expect(tries).toEqual(['a']);
    await told(['b'], 31_000);
    expect(tries).toEqual(['a', 'b']);
  });

  it('stay when they are needed again in time', async () => {
    await told(['a'], 59_000);
    await told([], 10_000);
    await told(['a'], 59_000);
    expect(tries).toEqual([]);
  });

  it('are tried again while they are busy, also when nobody speaks of them any more', async () => {
    isBusy = true;
    await told(['a'], 60_500);
    await told([], 4_000);
    expect(tries).toEqual(['a', 'a', 'a']);
    isBusy = false;
    await told([], 60_000);
    expect(tries).toHaveLength(4);
  });

  it('are forgotten with their worker', async () => {
    isBusy = true;
    await told(['a'], 60_500);
    await told(['b'], 1_000);
    unneeded.forget();
    await vi.advanceTimersByTimeAsync(200_000);
    expect(tries).toEqual(['a']);
  });
});
