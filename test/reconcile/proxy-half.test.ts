import * as TE from 'fp-ts/lib/TaskEither.js';
import { NEVER, Subject } from 'rxjs';
import { describe, expect, it, vi } from 'vitest';
import type { Outcome } from '../../src/core/outcome.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import type { ServiceSpec } from '../../src/core/services/service-spec.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { ServedSnapshot } from '../../src/ports.js';
import type { PassInput, ProxyView } from '../../src/reconcile/pass-input.js';
import { createProxyHalf } from '../../src/reconcile/proxy-half.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { anOutcome } from '../distribution/support.js';
import { aServiceSpec } from '../support/a-service-spec.js';
import { recordingLogger } from '../support/recording-logger.js';
import { routingOf } from '../support/routing.js';

const viewWith = (...staticServices: Parameters[]): ProxyView => ({
  readServices: () => ({ specs: [], problems: [] }),
  render: () => expect.fail(),
  staticServices,
  problems: [],
});

/** A half whose passes succeed and keep what they went by. */
function half(view: ProxyView, outcome: Partial<Outcome> = {}, loaded?: ServedSnapshot) {
  const passes: PassInput[] = [];
  const remembered: ServiceSpec[] = [];
  const standIns: { list: readonly Parameters[] } = { list: [] };
  const saved: ServedSnapshot[] = [];
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
      load: async () => ({ served: loaded, faults: [] }),
      save: (served) => TE.right(void saved.push(served)),
    },
    pass: async (look) => {
      const input = look();
      passes.push(input);
      const { revision } = input;
      return {
        outcome: { ...anOutcome(revision), ...outcome },
        routing: routingOf(input.services),
        standIns: standIns.list,
      };
    },
    quarantine: { remember: (specs) => remembered.push(...specs) },
    view,
    view$,
    timing: { debounce: 0, retryFrom: 1_000, retryTo: 1_000 },
    pullInterval: 1_000,
    log: recordingLogger(),
    metrics: createMetrics('1'),
    clock: () => 0,
  });
  return { proxy, passes, saved, view$, standIns, remembered };
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
    expect(saved).toEqual([{ snapshot, standIns: snapshotOf([]) }]);
    expect(proxy.state()).toMatchObject({ applied: snapshot.revision, services: [web, fixed] });
    await proxy.stop();
  });

  it('saves what stands in for a service beside the snapshot whenever that changes, and remembers it at start', async () => {
    const { proxy, saved, standIns } = half(viewWith());
    const snapshot = snapshotOf([web, fixed]);
    await proxy.start();
    standIns.list = [{ ...web, port: '79' }];
    await proxy.accept(snapshot);
    await proxy.accept(snapshot);
    standIns.list = [];
    await proxy.accept(snapshot);
    await proxy.stop();
    const before = { snapshot, standIns: snapshotOf([{ ...web, port: '79' }]) };
    expect(saved).toEqual([before, { snapshot, standIns: snapshotOf([]) }]);

    const specs = [aServiceSpec('web')];
    const readServices = vi.fn(() => ({ specs, problems: [] }));
    const next = half({ ...viewWith(), readServices }, {}, before);
    await next.proxy.start();
    expect(readServices).toHaveBeenCalledWith([{ ...web, port: '79' }, fixed]);
    expect(next.remembered).toEqual(specs);
    await next.proxy.stop();
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
