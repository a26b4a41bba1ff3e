import { BehaviorSubject, ReplaySubject } from 'rxjs';
import { describe, expect, it } from 'vitest';
import type { Snapshot } from '../../src/core/snapshot/snapshot.js';
import type { SwarmState } from '../../src/core/snapshot/swarm-state.js';
import type { Metrics, Peers } from '../../src/ports.js';
import { createControllerHalf } from '../../src/reconcile/controller-half.js';
import { aSwarmService, aSwarmState } from '../support/a-swarm-service.js';
import { recordingLogger } from '../support/recording-logger.js';

function aController(isActing = true) {
  const state$ = new ReplaySubject<SwarmState>(1);
  const acting$ = new BehaviorSubject(isActing);
  const sent: (Snapshot | 'pause')[] = [];
  const peers: Peers = {
    publish: (snapshot) => void sent.push(snapshot),
    pause: () => void sent.push('pause'),
    status: () => [],
    stop: () => {},
  };
  const metrics: Pick<Metrics, 'snapshotPublished'> = { snapshotPublished: () => {} };
  const log = recordingLogger();
  const half = createControllerHalf({
    swarm: { state$, acting$, health: () => ({ connected: true, detail: '' }) },
    peers,
    options: { notifyLabel: 'com.df.notify', serviceNamePrefix: '', proxyServiceName: 'proxy' },
    debounce: 0,
    log,
    metrics,
  });
  half.start();
  return { half, state$, acting$, sent, log };
}

const demo = aSwarmService({ name: 'demo', labels: { 'com.df.notify': 'true', 'com.df.port': '80' } });

describe('the controller half', () => {
  it('publishes a snapshot of what the swarm wants, and says once what changed', () => {
    const { half, state$, sent, log } = aController();
    expect(half.state().snapshot).toBeUndefined();
    state$.next(aSwarmState([demo]));
    expect(sent).toMatchObject([{ services: [{ serviceName: 'demo', port: '80' }] }]);
    expect(log.lines).toMatchObject([{ message: 'snapshot published', fields: { added: ['demo'] } }]);
  });

  it('shows third parties the same without what only Waggle adds', () => {
    const { half, state$ } = aController();
    state$.next(aSwarmState([demo]));
    const { snapshot, publicSnapshot } = half.state();
    expect(snapshot?.services[0]).toHaveProperty('swarm.mode');
    expect(publicSnapshot?.services).toEqual([
      { distribute: 'true', port: '80', replicas: '1', serviceName: 'demo' },
    ]);
  });

  it('sends nothing while another manager acts, and what it knows as soon as it may', () => {
    const { half, state$, acting$, sent } = aController(false);
    state$.next(aSwarmState([demo]));
    expect(sent).toEqual(['pause']);
    acting$.next(true);
    expect(sent).toEqual(['pause', half.state().snapshot]);
  });
});
