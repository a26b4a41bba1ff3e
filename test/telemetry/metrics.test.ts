import { describe, expect, it } from 'vitest';
import type { PeerStatus } from '../../src/ports.js';
import { createMetrics } from '../../src/telemetry/metrics.js';
import { metricsTable } from '../../src/telemetry/metrics-table.js';

async function lines(metrics: ReturnType<typeof createMetrics>) {
  return (await metrics.page()).text.split('\n');
}

function aPeer(address: string, revision: string | undefined, inSync: boolean): PeerStatus {
  return { address, revision, inSync, since: undefined, error: undefined };
}

describe('metrics', () => {
  it('are all there from the start, fixed labels at zero', async () => {
    const page = await lines(createMetrics('1.2.3'));
    for (const { name, type } of Object.values(metricsTable))
      expect(page).toContain(`# TYPE ${name} ${type}`);
    expect(page).toContain('waggle_build_info{version="1.2.3"} 1');
    expect(page).toContain('waggle_passes_total{outcome="failed"} 0');
    expect(page).toContain('waggle_reloads_total{reason="backend_added"} 0');
    expect(page).toContain('waggle_pass_duration_seconds_count{outcome="reload"} 0');
    expect(page).toContain('waggle_pushes_total{result="failed"} 0');
    expect(page.some((line) => line.startsWith('process_resident_memory_bytes'))).toBe(true);
  });

  it('of two registries have nothing in common', async () => {
    const [one, other] = [createMetrics('1'), createMetrics('1')];
    one.haproxyStarted();
    expect(await lines(one)).toContain('waggle_haproxy_starts_total 1');
    expect(await lines(other)).toContain('waggle_haproxy_starts_total 0');
  });

  it('count passes and what made them reload', async () => {
    const metrics = createMetrics('1');
    metrics.passFinished('reload', 40);
    metrics.reloaded(['backend_added', 'backend_added', 'frontend']);
    const page = await lines(metrics);
    expect(page).toContain('waggle_passes_total{outcome="reload"} 1');
    expect(page).toContain('waggle_pass_duration_seconds_sum{outcome="reload"} 0.04');
    expect(page).toContain('waggle_reloads_total{reason="backend_added"} 1');
    expect(page).toContain('waggle_reloads_total{reason="frontend"} 1');
  });

  it('name the current revision only', async () => {
    const metrics = createMetrics('1');
    metrics.stateApplied({ services: 3, problems: 1, revision: 'old' });
    metrics.stateApplied({ services: 4, problems: 0, revision: 'new' });
    metrics.shadowedRoutesSeen(2);
    const page = await lines(metrics);
    expect(page).toContain('waggle_services 4');
    expect(page).toContain('waggle_shadowed_routes 2');
    expect(page.filter((line) => line.startsWith('waggle_revision_info{'))).toEqual([
      'waggle_revision_info{revision="new"} 1',
    ]);
  });

  it('forget peers that are gone', async () => {
    const metrics = createMetrics('1');
    metrics.peersSeen([aPeer('10.0.0.1', 'r1', true), aPeer('10.0.0.2', undefined, false)]);
    expect(await lines(metrics)).toContain('waggle_peers_out_of_sync 1');
    expect(await lines(metrics)).toContain('waggle_peer_in_sync{peer="10.0.0.2"} 0');
    metrics.peersSeen([aPeer('10.0.0.1', 'r2', true)]);
    const page = await lines(metrics);
    expect(page).toContain('waggle_peers 1');
    expect(page.filter((line) => line.startsWith('waggle_peer_'))).toEqual([
      'waggle_peer_in_sync{peer="10.0.0.1"} 1',
      'waggle_peer_revision_info{peer="10.0.0.1",revision="r2"} 1',
    ]);
  });

  it('count Docker calls, pulls and pushes by result', async () => {
    const metrics = createMetrics('1');
    metrics.dockerCalled('list_services', true);
    metrics.snapshotPulled(false);
    metrics.pushFinished(true, 3);
    metrics.snapshotPublished({ services: 2, problems: 1, revision: 'r' });
    const page = await lines(metrics);
    expect(page).toContain('waggle_docker_calls_total{operation="list_services",result="ok"} 1');
    expect(page).toContain('waggle_pulls_total{result="failed"} 1');
    expect(page).toContain('waggle_push_duration_seconds_count 1');
    expect(page).toContain('waggle_controller_problems 1');
  });
});
