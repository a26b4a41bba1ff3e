import { describe, expect, it } from 'vitest';
import type { BackendChange } from '../../src/core/plan.js';
import {
  canTake,
  changedTo,
  startedWith,
  takingAway,
  unneededIn,
  type WorkerState,
} from '../../src/haproxy/worker-state.js';
import { plainServices } from '../support/plain-services.js';

const withServices = (...names: string[]) =>
  plainServices({ port: 80, resolvers: [], services: names.map((name) => ({ name, port: 8080 })) });
const added = (...names: string[]): readonly BackendChange[] =>
  withServices(...names).sections.flatMap(({ dynamic }) =>
    dynamic ? [{ kind: 'backend_added' as const, backend: dynamic }] : [],
  );
const backendsOf = ({ config }: WorkerState) =>
  config.sections.filter(({ kind }) => kind === 'backend').map(({ name }) => name);

describe('what a worker has', () => {
  const before = changedTo(startedWith(withServices('a')), withServices('a', 'b'), added('b'));

  it('is what it was given, in the order of the files', () => {
    expect(before.config).toEqual(withServices('a', 'b'));
    expect([...before.added.keys()]).toEqual(['b']);
  });

  it('keeps what is not wanted any more, behind what is, under the wanted revision', () => {
    const after = changedTo(before, withServices('b'), []);
    expect(backendsOf(after)).toEqual(['backend b', 'backend a']);
    expect(after.config.revision).toBe(withServices('b').revision);
    expect(after.config.discovery).toEqual(withServices('b').discovery);
  });

  it('keeps it over further changes, and once only when it is wanted again', () => {
    const gone = changedTo(before, withServices(), []);
    const still = changedTo(gone, withServices('a'), []);
    expect(backendsOf(changedTo(still, withServices('a', 'b'), []))).toEqual(['backend a', 'backend b']);
  });

  it('can be taken away where it was added and the files do not have it', () => {
    const none = withServices();
    const gone = changedTo(before, none, []);
    expect(unneededIn(gone, none)).toEqual(new Set(['b']));
    expect(['a', 'b'].map((name) => canTake(gone, name, none))).toEqual([false, true]);
    expect(canTake(gone, 'b', withServices('b'))).toBe(false);
  });

  it('is relied on no more from the moment it is taken away, and can be given again', () => {
    const none = withServices();
    const taken = takingAway(changedTo(before, none, []), 'b');
    expect(backendsOf(taken)).toEqual(['backend a']);
    expect(unneededIn(taken, none).size).toBe(0);
    expect(canTake(taken, 'b', none)).toBe(true);
    const again = changedTo(taken, withServices('b'), added('b'));
    expect([again.added.has('b'), again.leaving.has('b')]).toEqual([true, false]);
  });
});
