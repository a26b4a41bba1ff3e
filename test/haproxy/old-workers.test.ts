import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../src/haproxy/failure.js';
import { boundOldWorkers } from '../../src/haproxy/old-workers.js';
import { recordingLogger } from '../support/recording-logger.js';

function bounded(max: number) {
  const seen: number[] = [];
  const ended: number[] = [];
  const oldWorkersEnded = vi.fn();
  let answer: () => Promise<readonly number[]> = async () => [];
  const workers = boundOldWorkers({
    list: () => answer(),
    max,
    end: (pid) => ended.push(pid),
    log: recordingLogger(),
    metrics: { oldWorkersSeen: (count) => seen.push(count), oldWorkerEnded: oldWorkersEnded },
  });
  return {
    workers,
    seen,
    ended,
    oldWorkersEnded,
    /** After a reload there are these, the oldest first. */
    reload: async (...pids: readonly number[]) => {
      const before = seen.length;
      answer = async () => pids;
      workers.reloaded();
      await vi.waitFor(() => expect(seen.length).toBeGreaterThan(before));
    },
    /** After a reload, HAProxy cannot be asked. */
    reloadUnseen: async () => {
      const asked = vi.fn();
      answer = async () => {
        asked();
        throw new Failure({ _tag: 'HaproxyUnusable', detail: 'gone' });
      };
      workers.reloaded();
      await vi.waitFor(() => expect(asked).toHaveBeenCalled());
    },
  };
}

describe('old workers', () => {
  it('are counted after a reload', async () => {
    const { workers, seen, reload } = bounded(2);
    await reload(1, 2);
    expect(workers.count()).toBe(2);
    workers.stop();
    expect(workers.count()).toBe(0);
    expect(seen.at(-1)).toBe(0);
  });

  it('are ended when they stay and are too many, the oldest first, each once', async () => {
    const { workers, ended, oldWorkersEnded, reload } = bounded(2);
    await reload(1, 2, 3, 4);
    expect(ended).toEqual([]);
    await reload(1, 2, 3, 4, 5);
    expect(ended).toEqual([1, 2]);
    await reload(2, 3, 4, 5, 6);
    expect(ended).toEqual([1, 2, 3]);
    expect(oldWorkersEnded).toHaveBeenCalledTimes(3);
    workers.stop();
  });

  it('are left alone while those that just answer their last requests are too many', async () => {
    const { workers, ended, reload } = bounded(1);
    await reload(1, 2);
    await reload(1, 3);
    await reload(1, 4);
    expect(ended).toEqual([]);
    workers.stop();
  });

  it('may be as many as they are without a bound', async () => {
    const { workers, ended, reload } = bounded(0);
    await reload(1, 2, 3);
    await reload(1, 2, 3, 4);
    expect(ended).toEqual([]);
    workers.stop();
  });

  it('are looked for again where HAProxy could not be asked', async () => {
    const { workers, ended, reload, reloadUnseen } = bounded(1);
    await reload(1, 2);
    await reloadUnseen();
    await reload(1, 2);
    expect(ended).toEqual([1]);
    workers.stop();
  });
});
