import * as TE from 'fp-ts/lib/TaskEither.js';
import { NEVER, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../src/core/outcome.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { type Snapshot, snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { PassInput, ProxyView } from '../../src/reconcile/pass-input.js';
import { createProxyHalf } from '../../src/reconcile/proxy-half.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { anOutcome } from '../distribution/support.js';
import { recordingLogger } from '../support/recording-logger.js';
import { routingOf } from '../support/routing.js';

const viewWith = (...staticServices: Parameters[]): ProxyView => ({
  readServices: () => ({ specs: [], problems: [] }),
  render: () => expect.fail(),
  staticServices,
  problems: [],
});

/** A half whose passes succeed and keep what they went by. */
function half(view: ProxyView, outcome: Partial<Outcome> = {}) {
  const passes: PassInput[] = [];
  const saved: Snapshot[] = [];
  const view$ = new Subject<ProxyView>();
  const proxy = createProxyHalf({
    haproxy: {
      capabilities: { dynamicBackends: false },
      applied: () => undefined,
      apply: () => expect.fail(),
      status: () => ({ running: true, version: undefined, pid: undefined, restarts: 0, oldWorkers: 0 }),
      lost$: NEVER,
      stop: async () => {},
    },
    listener: undefined,
    store: {
      load: async () => ({ snapshot: undefined, faults: [] }),
      save: (snapshot) => TE.right(void saved.push(snapshot)),
    },
    pass: async (look) => {
      const input = look();
      passes.push(input);
      const { revision } = input;
      return { outcome: { ...anOutcome(revision), ...outcome }, routing: routingOf(input.services) };
    },
    view,
    view$,
    timing: { debounce: 0, retryFrom: 1_000, retryTo: 1_000 },
    pullInterval: 1_000,
    log: recordingLogger(),
    metrics: createMetrics('1'),
    clock: () => 0,
  });
  return { proxy, passes, saved, view$ };
}

const web = { serviceName: 'web', port: '80' };
const fixed = { serviceName: 'fixed', port: '81' };

describe('a proxy', () => {
  it('serves its static services before it has a snapshot, and saves none', async () => {
    const { proxy, passes, saved } = half(viewWith(fixed));
    await proxy.start();
    expect(passes[0]?.services).toEqual([fixed]);
    expect(proxy.state()).toMatchObject({ wanted: undefined, applied: undefined, services: [fixed] });
    expect(saved).toEqual([]);
    await proxy.stop();
  });

  it('saves and acknowledges the snapshot alone', async () => {
    const { proxy, saved } = half(viewWith(fixed));
    await proxy.start();
    const snapshot = snapshotOf([web]);
    const outcome = await proxy.accept(snapshot);
    expect(outcome.revision).toBe(snapshot.revision);
    expect(saved).toEqual([snapshot]);
    expect(proxy.state()).toMatchObject({ applied: snapshot.revision, services: [web, fixed] });
    await proxy.stop();
  });

  it('looks again when its files have changed, and no more once it is stopped', async () => {
    const { proxy, passes, view$ } = half(viewWith());
    await proxy.start();
    view$.next(viewWith(fixed));
    await vi.waitFor(() => expect(proxy.state().services).toEqual([fixed]));
    view$.next(viewWith());
    await vi.waitFor(() => expect(proxy.state().services).toEqual([]));
    expect(passes).toHaveLength(3);
    await proxy.stop();
    expect(view$.observed).toBe(false);
  });

  it('says which routes can never win, of what is served', async () => {
    const same = (serviceName: string) => ({ serviceName, port: '80', servicePath: '/same' });
    const { proxy } = half(viewWith(same('a'), same('b')));
    await proxy.start();
    expect(proxy.shadowed()).toMatchObject([{ service: 'b', by: 'a' }]);
    expect(proxy.shadowed()).toBe(proxy.shadowed());
    await proxy.accept(snapshotOf([{ ...same('a'), servicePath: '/other' }]));
    expect(proxy.shadowed()).toEqual([]);
    await proxy.stop();
  });

  it('goes on saying what it serves when a pass failed', async () => {
    const { proxy } = half(viewWith(fixed), { kind: 'failed', error: 'no' });
    await proxy.start();
    expect(proxy.state()).toMatchObject({ services: [], passes: [{ kind: 'failed' }], routing: undefined });
    expect(proxy.shadowed()).toEqual([]);
    await proxy.stop();
  });

  it('lets nobody wait for a pass that will not come', async () => {
    const { proxy } = half(viewWith());
    await proxy.start();
    const first = proxy.accept(snapshotOf([web]));
    const second = proxy.accept(snapshotOf([fixed]));
    await proxy.stop();
    const third = proxy.accept(snapshotOf([web, fixed]));
    await first;
    expect(await second).toMatchObject({ kind: 'failed', error: 'this proxy is being stopped' });
    expect(await third).toMatchObject({ kind: 'failed', revision: snapshotOf([web, fixed]).revision });
  });
});
