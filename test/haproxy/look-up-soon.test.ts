import { describe, expect, it, vi } from 'vitest';
import { lookUpSoon } from '../../src/haproxy/look-up-soon.js';

describe('a change that needs addresses', () => {
  it('waits for no name that nobody answers for', async () => {
    const resolve = async (hostname: string): Promise<readonly string[]> => {
      if (hostname === 'slow') return await new Promise(() => {});
      if (hostname === 'broken') throw new Error('SERVFAIL');
      return hostname === 'known' ? ['10.0.0.1', '10.0.0.1', '10.0.0.2'] : [];
    };
    const found = await lookUpSoon(resolve, ['known', 'slow', 'broken', 'unknown'], 20);
    expect(found).toEqual(
      new Map([
        ['known', ['10.0.0.1', '10.0.0.2']],
        ['unknown', []],
      ]),
    );
  });

  it('asks for a name once, however many backends it has', async () => {
    const resolve = vi.fn(async () => ['10.0.0.1']);
    await lookUpSoon(resolve, ['a', 'a', 'a'], 1_000);
    expect(resolve).toHaveBeenCalledTimes(1);
  });

  it('asks for no more names when it has waited long enough', async () => {
    let answer: (addresses: readonly string[]) => void = () => undefined;
    const answered = new Promise<readonly string[]>((resolve) => {
      answer = resolve;
    });
    const resolve = vi.fn(() => answered);
    await lookUpSoon(
      resolve,
      Array.from({ length: 1_000 }, (_, index) => `name${index}`),
      20,
    );
    answer([]);
    await new Promise((next) => setImmediate(next));
    expect(resolve).toHaveBeenCalledTimes(32);
  });
});
