import * as E from 'fp-ts/lib/Either.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { NEVER, VirtualTimeScheduler } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import type { WaggleError } from '../../src/errors.js';
import type { Haproxy } from '../../src/ports.js';
import { createLastGood } from '../../src/reconcile/last-good.js';
import type { PassInput } from '../../src/reconcile/pass-input.js';
import { anOutcome } from '../distribution/support.js';
import { recordingLogger } from '../support/recording-logger.js';
import { routingOf } from '../support/routing.js';

const config = (revision: string): RenderedConfig => ({
  revision,
  sections: [],
  maps: [],
  files: new Map(),
  certificates: new Map([['a.pem', 'key']]),
  discovery: [],
});
const [kept, page, plain] = [config('kept'), config('page'), config('plain')];

/** Passes over a HAProxy that refuses the revisions a test names. */
function setting() {
  const refused = new Set<string>();
  const served: string[] = [];
  const saved: RenderedConfig[] = [];
  const world = {
    running: false,
    isFull: false,
    kept: E.right<WaggleError, RenderedConfig | undefined>(kept),
  };
  const scheduler = new VirtualTimeScheduler();
  const status = { version: '3.4', pid: 1, restarts: 0, oldWorkers: 0 };
  const haproxy: Haproxy = {
    capabilities: { dynamicBackends: false },
    applied: () => undefined,
    apply: (_plan, { revision }) => {
      if (refused.has(revision)) return TE.left({ _tag: 'ConfigRejected', output: 'no' });
      world.running = true;
      served.push(revision);
      return TE.right({ kind: 'noop' });
    },
    status: () => ({ running: world.running, ...status }),
    lost$: NEVER,
    stop: async () => {},
  };
  const lastGood = createLastGood(
    {
      haproxy,
      store: {
        load: () => TE.fromEither(world.kept),
        save: (one) => async () => {
          if (world.isFull) return E.left({ _tag: 'FileFailed', path: '/state', detail: 'ENOSPC' });
          saved.push(one);
          return E.right(undefined);
        },
      },
      errorPage: () => plain,
      interval: 1_000,
      log: recordingLogger(),
    },
    scheduler,
  );
  const input = (services: number): PassInput => ({
    revision: '1',
    services: Array.from({ length: services }, (_, n) => ({ serviceName: `s${n}` })),
    problems: [],
    readServices: () => expect.fail(),
    render: () => ({ config: page, routing: routingOf([]), problems: [] }),
  });
  const run = async (wanted: string, services = 1) => {
    const pass = lastGood.around(async (current) => {
      current();
      const applied = await lastGood.haproxy.apply({ kind: 'noop' }, config(wanted))();
      const kind = E.isRight(applied) ? 'reload' : 'failed';
      return { outcome: anOutcome('1', { kind }), routing: routingOf([]), standIns: [] };
    });
    return (await pass(() => input(services))).outcome.kind;
  };
  const settled = async () => {
    await new Promise(setImmediate);
    scheduler.flush();
    await new Promise(setImmediate);
  };
  return { lastGood, refused, served, saved, world, run, settled };
}

describe('the last good configuration', () => {
  it('is served where nothing runs and what is wanted is refused, which stays a failure', async () => {
    const { run, refused, served, lastGood } = setting();
    refused.add('wanted');
    expect(await run('wanted')).toBe('failed');
    expect(await run('wanted')).toBe('failed');
    expect(served).toEqual(['kept']);
    expect(lastGood.standIn()).toBe('what was served last');
    expect(lastGood.problems()).toMatchObject([{ service: '(configuration)' }]);
    refused.clear();
    expect(await run('wanted')).toBe('reload');
    expect(lastGood.problems()).toEqual([]);
  });

  it.each([
    ['page', ['kept']],
    ['plain', ['kept', 'page']],
  ])('gives way to the error page (%s)', async (expected, alsoRefused) => {
    const { run, refused, served } = setting();
    for (const revision of ['wanted', ...alsoRefused]) refused.add(revision);
    await run('wanted');
    expect(served).toEqual([expected]);
  });

  it('gives way to the error page when it is damaged or not there', async () => {
    const { run, refused, served, world } = setting();
    refused.add('wanted');
    world.kept = E.left({ _tag: 'BadSavedConfig', path: 'p', detail: 'd' });
    await run('wanted');
    world.running = false;
    world.kept = E.right(undefined);
    await run('wanted');
    expect(served).toEqual(['page', 'page']);
  });

  it('leaves a HAProxy alone that runs, and starts none at the end', async () => {
    const { run, refused, served, lastGood, world } = setting();
    await run('first');
    refused.add('second');
    await run('second');
    expect(lastGood.standIn()).toBeUndefined();
    world.running = false;
    await lastGood.stop();
    await run('second');
    expect(served).toEqual(['first']);
  });

  it('is saved without keys: of some that come together the last, and at the end', async () => {
    const { run, saved, settled, lastGood } = setting();
    for (const revision of ['a', 'b', 'c']) await run(revision);
    expect(saved).toEqual([]);
    await settled();
    expect(saved).toEqual([{ ...config('c'), certificates: new Map() }]);
    await run('d');
    await run('e');
    await lastGood.stop();
    expect(saved.map(({ revision }) => revision)).toEqual(['c', 'e']);
  });

  it('is neither an empty one nor one that stood in', async () => {
    const { run, refused, saved, lastGood } = setting();
    await run('empty', 0);
    refused.add('wanted');
    await run('wanted');
    await lastGood.stop();
    expect(saved).toEqual([]);
  });

  it('is tried again when it could not be saved, and said until then', async () => {
    const { run, world, saved, settled, lastGood } = setting();
    world.isFull = true;
    await run('a');
    await settled();
    expect(lastGood.problems()).toMatchObject([{ rule: expect.stringContaining('ENOSPC') }]);
    world.isFull = false;
    await settled();
    expect(saved).toHaveLength(1);
    expect(lastGood.problems()).toEqual([]);
  });
});
