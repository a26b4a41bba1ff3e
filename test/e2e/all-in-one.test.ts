import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Apps, createApps, labelled } from './support/apps.js';
import { explainFailure } from './support/explain-failure.js';
import { allInOneStack, deployStack, inSync, proxy, type Stack } from './support/stack.js';
import { removeSwarm } from './support/swarm.js';

describe('all in one service, on three nodes', () => {
  let stack: Stack;
  let apps: Apps;

  beforeAll(async () => {
    stack = await deployStack(allInOneStack, 3, inject('imageFile'));
    apps = await createApps(stack);
  });
  afterEach(async (test) => await explainFailure(stack, test));
  afterAll(async () => await removeSwarm());

  const everyNodeAnswers = async (status: number, path: string) =>
    await stack.eventually(async () => {
      const echoes = await Promise.all(stack.nodes.map((node) => apps.get(path, { node })));
      expect(echoes.map((echo) => echo.status)).toEqual(stack.nodes.map(() => status));
    });

  it('routes on every node, and lets only the manager control', async () => {
    await apps.create('one', labelled({ servicePath: '/one' }));
    await everyNodeAnswers(200, '/one');
    await apps.update('one', '--label-add', 'com.df.servicePath=/two');
    await everyNodeAnswers(200, '/two');
    await everyNodeAnswers(503, '/one');
    await stack.eventually(() => inSync(stack));
    const acting = (await stack.status(proxy)).map(({ controller }) => controller?.acting);
    expect(acting).toEqual([true, false, false]);
    await apps.remove('one');
    await everyNodeAnswers(503, '/two');
  });

  it('goes on serving when the task that controls is killed', async () => {
    await apps.create('lasting', labelled({ servicePath: '/lasting' }), '--constraint', 'node.role==worker');
    await everyNodeAnswers(200, '/lasting');
    const [manager] = await stack.containers(proxy);
    await stack.docker('kill', manager?.id ?? '');
    await apps.update('lasting', '--label-add', 'com.df.servicePath=/lasting,/more');
    await everyNodeAnswers(200, '/more');
    await stack.eventually(() => inSync(stack));
  });

  it('is controlled from another manager when its first one is demoted', async () => {
    await apps.create('led', labelled({ servicePath: '/led' }), '--constraint', 'node.hostname==node3');
    await everyNodeAnswers(200, '/led');
    await stack.docker('node', 'promote', 'node2', 'node3');
    // What a manager that has just been made, or a swarm that elects, refuses is asked for again.
    await stack.eventually(() => stack.dockerOn(2, 'node', 'demote', 'node1'), { within: 60_000 });
    const labels = ['--label-add', 'com.df.servicePath=/led,/by-another'];
    await stack.eventually(() => stack.dockerOn(2, 'service', 'update', '--detach', ...labels, 'led'));
    await everyNodeAnswers(200, '/by-another');
    const first = async () => (await stack.status(proxy))[0]?.controller;
    await stack.eventually(async () => expect(await first()).toMatchObject({ acting: false }), {
      within: 60_000,
    });
    await stack.eventually(() => inSync(stack));
  });
});
