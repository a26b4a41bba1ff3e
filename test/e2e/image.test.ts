import { afterAll, beforeAll, describe, expect, inject, it, vi } from 'vitest';
import { removeSwarm, type Swarm, startSwarm } from './support/swarm.js';

describe('the image', () => {
  let swarm: Swarm;
  beforeAll(async () => {
    swarm = await startSwarm(1, inject('imageFile'));
    await swarm.docker('run', '--detach', '--name', 'waggle', 'waggle:e2e', 'proxy');
  });
  afterAll(async () => await removeSwarm());

  it('becomes healthy', async () => {
    const health = () => swarm.docker('inspect', '--format', '{{.State.Health.Status}}', 'waggle');
    await vi.waitFor(async () => expect(await health()).toBe('healthy'), { timeout: 30_000, interval: 100 });
  });

  it('carries the long-term lines of HAProxy and Node.js', async () => {
    expect(await swarm.docker('exec', 'waggle', 'haproxy', '-v')).toMatch(/^HAProxy version 3\.4\./);
    expect(await swarm.docker('exec', 'waggle', 'node', '--version')).toMatch(/^v24\./);
  });

  it('leaves nothing that nobody reaps', async () => {
    const states = await swarm.docker('top', 'waggle', '-eo', 'pid,stat');
    expect(states.split('\n').filter((line) => line.includes('Z'))).toEqual([]);
  });

  it('ends with code 0 when it is stopped', async () => {
    await swarm.docker('stop', 'waggle');
    expect(await swarm.docker('inspect', '--format', '{{.State.ExitCode}}', 'waggle')).toBe('0');
  });
});
