import { setTimeout as sleep } from 'node:timers/promises';
import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Apps, createApps, labelled } from './support/apps.js';
import { explainFailure } from './support/explain-failure.js';
import { askSteadily, createClient } from './support/http-get.js';
import { createNeighbour, type Neighbour } from './support/neighbour.js';
import { controller, deployStack, inSync, type Stack, splitStack } from './support/stack.js';
import { removeSwarm } from './support/swarm.js';

// What happens to services, side by side, and a neighbour that must not notice any of it. How long Waggle takes is printed, not judged.

const modes = ['dnsrr', 'vip'];
const only200 = { 200: expect.any(Number) };

describe("other services' trouble", () => {
  let stack: Stack;
  let apps: Apps;
  let neighbour: Neighbour;

  beforeAll(async () => {
    stack = await deployStack(splitStack, 1, inject('imageFile'));
    apps = await createApps(stack);
    neighbour = await createNeighbour(stack, apps);
  });
  afterEach(async (test) => await explainFailure(stack, test));
  afterAll(async () => await removeSwarm());

  const answers = async (status: number, path: string) =>
    await stack.eventually(async () => expect(await apps.get(path)).toMatchObject({ status }));
  const timed = async (what: string, happens: Promise<unknown>) => {
    const since = performance.now();
    await happens;
    console.log(`${what} after ${Math.round(performance.now() - since)} ms`);
  };
  /** Waits until a service has so many running containers, none of them one of these. */
  const running = async (name: string, count: number, but: readonly string[] = []) =>
    await stack.eventually(
      async () => {
        // Asking Docker's command line all the time takes from those that are tested what they need.
        await sleep(200);
        const ids = (await stack.containers(name)).map(({ id }) => id);
        expect(ids).toHaveLength(count);
        expect(ids.filter((id) => but.includes(id))).toEqual([]);
        return ids;
      },
      { within: 90_000 },
    );

  describe.concurrent('side by side', () => {
    it('a service whose tasks never start', async () => {
      const nowhere = 'node.labels.nowhere==yes';
      await apps.create('homeless', labelled({ servicePath: '/homeless' }), '--constraint', nowhere);
      await apps.create('broken', labelled({ servicePath: '/broken' }), '--entrypoint', '/nonexistent');
      await apps.create('next', labelled({ servicePath: '/next' }));
      await timed('never start: 200 of the next service', answers(200, '/next'));
      await Promise.all([answers(503, '/homeless'), answers(503, '/broken')]);
      await apps.update('homeless', '--constraint-rm', nowhere);
      await apps.update('broken', '--entrypoint', 'node /hello.mjs');
      await Promise.all([
        timed('never start: 200 of one that found its node', answers(200, '/homeless')),
        timed('never start: 200 of one with a new program', answers(200, '/broken')),
      ]);
    });

    it('a service that falls to no running task, and comes back', async () => {
      await apps.create('falling', labelled({ servicePath: '/falling' }), '--restart-delay', '60s');
      await answers(200, '/falling');
      const [before] = await stack.containers('falling');
      if (before === undefined) throw new Error('no task runs');
      await stack.dockerOn(before.node, 'kill', before.id);
      // Who asks before HAProxy knows waits for a connection, for TIMEOUT_CONNECT.
      const soon = async () => await Promise.race([apps.get('/falling'), sleep(500)]);
      const gone = stack.eventually(async () => expect(await soon()).toMatchObject({ status: 503 }));
      await timed('falling: 503 of a killed task', gone);
      await apps.update('falling', '--force');
      await timed('falling: 200 of the next task', answers(200, '/falling'));
      await apps.update('falling', '--replicas', '0');
      await timed('falling: 503 without replicas', answers(503, '/falling'));
      await running('falling', 0);
      await apps.update('falling', '--replicas', '1');
      await timed('falling: 200 with a replica again', answers(200, '/falling'));
    });

    it('a service that gets another aclName, loses its label, and gets it again', async () => {
      await apps.create('named', labelled({ servicePath: '/named' }));
      await answers(200, '/named');
      const asking = askSteadily(() => apps.get('/named'));
      const labels = ['aclName=00-first', 'servicePath=/named,/first'].map((label) => `com.df.${label}`);
      await apps.update('named', ...labels.flatMap((label) => ['--label-add', label]));
      await timed('named: 200 with another aclName', answers(200, '/first'));
      expect(await asking.stop()).toEqual(only200);
      await apps.update('named', '--label-rm', 'com.df.notify');
      await timed('named: 503 without its label', answers(503, '/named'));
      await apps.update('named', '--label-add', 'com.df.notify=true');
      await timed('named: 200 with its label again', answers(200, '/named'));
    });

    it('clients of a sticky service move when their task is gone', async () => {
      const labels = labelled({ servicePath: '/sticky', sessionType: 'sticky-server' });
      await apps.create('sticky', labels, '--replicas', '2');
      const ids = await running('sticky', 2);
      const taskOf = ({ status, body }: { status: number; body: string }) => {
        expect(status).toBe(200);
        return /^Hello from (\w+)/.exec(body)?.[1] ?? '';
      };
      const clients = await stack.eventually(async () => {
        const some = Array.from({ length: 4 }, () => createClient(stack.address(1)));
        const tasks = await Promise.all(some.map(async (get) => taskOf(await get('/sticky'))));
        expect(new Set(tasks).size).toBe(2);
        return some.map((get, place) => ({ get, task: tasks[place] }));
      });
      for (const { get, task } of clients) expect(taskOf(await get('/sticky'))).toBe(task);
      const asking = clients.map(({ get }) => askSteadily(() => get('/sticky')));
      await apps.update('sticky', '--replicas', '1');
      const [left] = await running('sticky', 1);
      expect(ids).toContain(left);
      expect(await Promise.all(asking.map((one) => one.stop()))).toEqual(clients.map(() => only200));
      const tasks = await Promise.all(clients.map(async ({ get }) => taskOf(await get('/sticky'))));
      expect(tasks).toEqual(clients.map(() => left?.slice(0, 12)));
    });
  });

  it.each(['stop-first', 'start-first'])('services whose tasks are replaced %s, and go', async (order) => {
    const changes = async (mode: string) => {
      const [name, path] = [`${order}-${mode}`, `/${order}-${mode}`];
      const flags = ['--endpoint-mode', mode, '--update-order', order, '--replicas', '3'];
      await apps.create(name, labelled({ servicePath: path }), ...flags);
      const before = await running(name, 3);
      await answers(200, path);
      const client = createClient(stack.address(1));
      const asking = [askSteadily(() => client(path)), askSteadily(() => apps.get(path))];
      await apps.update(name, '--force');
      await running(name, 3, before);
      // In one of the orders is enough.
      if (order === 'start-first') {
        await apps.update(name, '--replicas', '4');
        await running(name, 4);
        await apps.update(name, '--replicas', '1');
        await running(name, 1);
      }
      return await Promise.all(asking.map((one) => one.stop()));
    };
    const quiet = [only200, only200];
    expect(await Promise.all(modes.map(changes))).toEqual([quiet, quiet]);
  });

  it('a service that is removed while there is no controller', async () => {
    await apps.create('orphan', labelled({ servicePath: '/orphan' }));
    await answers(200, '/orphan');
    await stack.docker('service', 'scale', '--detach', `${controller}=0`);
    await running(controller, 0);
    await apps.remove('orphan');
    await timed('orphan: 503 of a service that nobody was told of', answers(503, '/orphan'));
    await apps.create('later', labelled({ servicePath: '/later' }));
    await stack.docker('service', 'scale', '--detach', `${controller}=1`);
    await running(controller, 1);
    await timed('orphan: 200 of what the new controller finds', answers(200, '/later'));
    expect(await apps.get('/orphan')).toMatchObject({ status: 503 });
    await stack.eventually(() => inSync(stack));
  });

  it('has cost the neighbour nothing', async () => {
    console.log('neighbour:', ...neighbour.counts());
    expect(neighbour.counts()).toEqual([only200, only200]);
    expect(await neighbour.echo('still there?')).toBe('still there?');
    expect(await neighbour.finishDownload()).toMatch(/^begun\.+ and finished$/);
    await neighbour.stop();
  });
});
