import { EMPTY } from 'rxjs';
import { TestScheduler } from 'rxjs/testing';
import { describe, expect, it, vi } from 'vitest';
import { Failure } from '../../src/haproxy/failure.js';
import { keepRunning } from '../../src/haproxy/keep-running.js';
import { restartDelay } from '../../src/haproxy/restart-delay.js';
import type { RunningHaproxy } from '../../src/haproxy/start-haproxy.js';
import { recordingLogger } from '../support/recording-logger.js';

interface FakeHaproxy extends RunningHaproxy {
  die(): void;
}

function fakeHaproxy(pid: number): FakeHaproxy {
  let die = () => {};
  const ended = new Promise<string>((resolve) => {
    die = () => resolve('killed');
  });
  return {
    pid,
    ended,
    die: () => die(),
    said$: EMPTY,
    reload: async () => {},
    oldWorkers: () => 0,
    worker: () => ({ pid, ask: async () => '' }),
    stop: async () => die(),
  };
}

function kept(failingStarts: readonly number[] = []) {
  const scheduler = new TestScheduler(() => {});
  const launched: FakeHaproxy[] = [];
  const delays: number[] = [];
  const plan = scheduler.schedule.bind(scheduler);
  scheduler.schedule = (work, delay = 0, state) => {
    delays.push(delay);
    return plan(work, 0, state);
  };
  let starts = 0;
  const log = recordingLogger();
  const haproxy = keepRunning({
    launch: async () => {
      starts += 1;
      if (failingStarts.includes(starts))
        throw new Failure({ _tag: 'HaproxyUnusable', detail: 'port is taken' });
      const next = fakeHaproxy(starts);
      launched.push(next);
      return next;
    },
    restarted: () => {},
    clock: () => scheduler.now(),
    log,
    metrics: { haproxyStarted: () => {} },
    scheduler,
  });
  return { haproxy, launched, delays, log, flush: () => scheduler.flush() };
}

describe('keeping HAProxy running', () => {
  it('waits longer after every failure, up to ten seconds', () => {
    expect([0, 1, 2, 3, 7, 8, 20].map(restartDelay)).toEqual([0, 100, 200, 400, 6_400, 10_000, 10_000]);
  });

  it('starts it again at once, and says how it died', async () => {
    const { haproxy, launched, delays, flush } = kept();
    const lost: string[] = [];
    haproxy.lost$.subscribe((how) => lost.push(how));
    await haproxy.exclusively(haproxy.start);
    launched[0]?.die();
    await vi.waitFor(() => expect(lost).toEqual(['killed']));
    expect(haproxy.running()).toBeUndefined();
    flush();
    await vi.waitFor(() => expect(haproxy.running()?.pid).toBe(2));
    expect(delays).toEqual([0]);
    expect(haproxy.restarts()).toBe(1);
  });

  it('counts a restart whoever was first to start it again', async () => {
    const { haproxy, launched, flush } = kept();
    await haproxy.exclusively(haproxy.start);
    launched[0]?.die();
    await vi.waitFor(() => expect(haproxy.running()).toBeUndefined());
    await haproxy.exclusively(haproxy.start);
    flush();
    expect(haproxy.running()?.pid).toBe(2);
    expect(haproxy.restarts()).toBe(1);
  });

  it('tries again, later and later, while it does not start', async () => {
    const { haproxy, launched, delays, flush } = kept([2, 3]);
    await haproxy.exclusively(haproxy.start);
    launched[0]?.die();
    await vi.waitFor(() => {
      flush();
      expect(haproxy.running()?.pid).toBe(4);
    });
    expect(delays).toEqual([0, 100, 200]);
  });

  it('does not start it again once it is told to stop', async () => {
    const { haproxy, delays, launched, log } = kept();
    await haproxy.exclusively(haproxy.start);
    await haproxy.stop(0);
    await launched[0]?.ended;
    expect(haproxy.running()).toBeUndefined();
    expect(delays).toEqual([]);
    expect(log.lines.map(({ message }) => message)).toEqual(['haproxy started', 'haproxy stopped']);
  });

  it('does not start it for who comes after the stop: a pass that had to wait', async () => {
    const { haproxy, launched } = kept();
    await haproxy.stop(0);
    await expect(haproxy.exclusively(haproxy.start)).rejects.toThrow(Failure);
    expect(launched).toEqual([]);
  });
});
