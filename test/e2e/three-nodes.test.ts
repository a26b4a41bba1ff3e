import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Apps, createApps, labelled } from './support/apps.js';
import { explainFailure } from './support/explain-failure.js';
import { keepAsking } from './support/http-get.js';
import { deployStack, inSync, proxy, type Stack, splitStack } from './support/stack.js';
import { removeSwarm } from './support/swarm.js';

describe('on three nodes', () => {
  let stack: Stack;
  let apps: Apps;

  beforeAll(async () => {
    stack = await deployStack(splitStack, 3, inject('imageFile'));
    apps = await createApps(stack);
  });
  afterEach(async (test) => {
    await explainFailure(stack, test);
    await apps.removeAll();
    await stack.eventually(() => inSync(stack), { within: 60_000 });
  });
  afterAll(async () => await removeSwarm());

  const everyNodeAnswers = async (status: number, path: string, nodes = stack.nodes) =>
    await stack.eventually(async () => {
      const echoes = await Promise.all(nodes.map((node) => apps.get(path, { node })));
      expect(echoes.map((echo) => echo.status)).toEqual(nodes.map(() => status));
    });

  it('serves the same revision on every node after each change', async () => {
    const revisions = new Set([await stack.eventually(() => inSync(stack))]);
    await apps.create('everywhere', labelled({ servicePath: '/everywhere' }), '--endpoint-mode', 'vip');
    await everyNodeAnswers(200, '/everywhere');
    revisions.add(await stack.eventually(() => inSync(stack)));
    await apps.update('everywhere', '--label-add', 'com.df.servicePath=/elsewhere');
    await everyNodeAnswers(200, '/elsewhere');
    await everyNodeAnswers(503, '/everywhere');
    revisions.add(await stack.eventually(() => inSync(stack)));
    expect(revisions.size).toBe(3);
    await apps.remove('everywhere');
    await everyNodeAnswers(503, '/elsewhere');
    revisions.add(await stack.eventually(() => inSync(stack)));
    expect(revisions.size).toBe(3);
  });

  it('brings a proxy that is added later up to date', async () => {
    const withoutNode3 = [1, 2];
    await stack.docker('service', 'update', '-dq', '--constraint-add', 'node.labels.edge!=no', proxy);
    await stack.docker('node', 'update', '--label-add', 'edge=no', 'node3');
    await stack.eventually(() => inSync(stack, withoutNode3.length), { within: 90_000 });
    await apps.create('before', labelled({ servicePath: '/before' }));
    await everyNodeAnswers(200, '/before', withoutNode3);
    expect(await apps.get('/before', { node: 3 })).toMatchObject({ status: 0 });
    await stack.docker('node', 'update', '--label-rm', 'edge', 'node3');
    await everyNodeAnswers(200, '/before');
    await stack.eventually(() => inSync(stack));
  });

  it('goes on serving services whose tasks move to another node', async () => {
    const modes = ['dnsrr', 'vip'];
    const asking = await Promise.all(
      modes.map(async (mode) => {
        const flags = ['--endpoint-mode', mode, '--constraint', 'node.role==worker', '--replicas', '2'];
        await apps.create(mode, labelled({ servicePath: `/${mode}` }), ...flags);
        await stack.eventually(async () => expect(await stack.containers(mode)).toHaveLength(2));
        await everyNodeAnswers(200, `/${mode}`);
        return keepAsking(() => apps.get(`/${mode}`));
      }),
    );
    await stack.docker('node', 'update', '--availability', 'drain', 'node2');
    for (const mode of modes) {
      await stack.eventually(async () => {
        const nodes = (await stack.containers(mode)).map(({ node }) => node);
        expect(nodes).toEqual([3, 3]);
      });
      await everyNodeAnswers(200, `/${mode}`, [1, 3]);
    }
    const only200 = { 200: expect.any(Number) };
    expect(await Promise.all(asking.map((one) => one.stop()))).toEqual([only200, only200]);
    await stack.docker('node', 'update', '--availability', 'active', 'node2');
    await everyNodeAnswers(200, '/dnsrr');
  });

  it('serves what it knows on a node that is cut off, and catches up when that is over', async () => {
    await apps.create('known', labelled({ servicePath: '/known' }), '--mode', 'global');
    await everyNodeAnswers(200, '/known');
    await stack.hack('partition', '3');
    await apps.update('known', '--label-add', 'com.df.servicePath=/known,/missed');
    await everyNodeAnswers(200, '/missed', [1, 2]);
    const [, , cutOff] = await stack.containers(proxy);
    if (cutOff === undefined) throw new Error('there is no proxy on node 3');
    await stack.eventually(async () => expect(await stack.ask(cutOff, 80, '/known')).toContain('Hello from'));
    expect(await stack.ask(cutOff, 8080, '/v1/docker-flow-proxy/config?type=json')).not.toContain('/missed');
    await stack.hack('heal', '3');
    await stack.eventually(() => inSync(stack), { within: 90_000 });
    await everyNodeAnswers(200, '/missed');
  });
});
