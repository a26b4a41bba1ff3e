import * as E from 'fp-ts/lib/Either.js';
import { VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { WaggleError } from '../../src/errors.js';
import type { SavedSnapshot, ServedSnapshot } from '../../src/ports.js';
import { createSavedState } from '../../src/reconcile/saved-state.js';

const served = (name: string, ...standIns: readonly string[]): ServedSnapshot => ({
  snapshot: snapshotOf([{ serviceName: name }]),
  standIns: snapshotOf(standIns.map((serviceName) => ({ serviceName }))),
});
const [one, two] = [served('one'), served('two')];
const full: WaggleError = { _tag: 'FileFailed', path: '/state', detail: 'ENOSPC' };

/** A state whose disk is full as long as `isFull`; `tick` lets the time of a retry pass. */
function stateOn(loaded: SavedSnapshot = { served: undefined, faults: [] }) {
  const disk = { isFull: false, saved: [] as ServedSnapshot[], told: [] as number[] };
  const scheduler = new VirtualTimeScheduler();
  const state = createSavedState(
    {
      load: async () => loaded,
      save: (snapshot) => async () => {
        if (disk.isFull) return E.left(full);
        disk.saved.push(snapshot);
        return E.right(undefined);
      },
    },
    { retry: 10, changed: () => disk.told.push(state.problems().length) },
    scheduler,
  );
  const tick = async () => {
    scheduler.flush();
    await new Promise(setImmediate);
  };
  return { state, disk, tick };
}

describe('the saved state', () => {
  it('is said not to be saved until it is, which is tried again', async () => {
    const { state, disk, tick } = stateOn();
    disk.isFull = true;
    await state.save(one);
    expect(state.problems()).toMatchObject([{ service: '(state)', rule: expect.stringContaining('ENOSPC') }]);
    await tick();
    expect(state.problems()).toHaveLength(1);
    disk.isFull = false;
    await tick();
    expect(disk.saved).toEqual([one]);
    expect(state.problems()).toEqual([]);
    expect(disk.told).toEqual([1, 1, 0]);
  });

  it('never saves an earlier snapshot after a later one', async () => {
    const { state, disk, tick } = stateOn();
    disk.isFull = true;
    await state.save(one);
    disk.isFull = false;
    await state.save(two);
    await tick();
    expect(disk.saved).toEqual([two]);
  });

  it('tries no more once it is stopped', async () => {
    const { state, disk, tick } = stateOn();
    disk.isFull = true;
    await state.save(one);
    state.stop();
    disk.isFull = false;
    await tick();
    expect(disk.saved).toEqual([]);
  });

  it('is not written again when it is served as it was read', async () => {
    const { state, disk } = stateOn({ served: one, faults: [] });
    expect(await state.load()).toEqual(one);
    await state.save(one);
    expect(disk.saved).toEqual([]);
    const withStandIn = served('one', 'before');
    await state.save(withStandIn);
    await state.save(two);
    await state.save(one);
    expect(disk.saved).toEqual([withStandIn, two, one]);
  });

  it('that was damaged is a problem until another one than was read is saved', async () => {
    const { state, disk } = stateOn({ served: one, faults: [full] });
    await state.load();
    await state.save(one);
    expect(disk.saved).toEqual([one]);
    expect(state.problems()).toMatchObject([{ advice: expect.stringContaining('before it') }]);
    await state.save(two);
    expect(state.problems()).toEqual([]);
  });
});
