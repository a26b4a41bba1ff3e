import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { type Apps, createApps, labelled } from './support/apps.js';
import { explainFailure } from './support/explain-failure.js';
import { httpGet, keepAsking } from './support/http-get.js';
import { controller, deployStack, inSync, proxy, type Stack, splitStack } from './support/stack.js';
import { removeSwarm } from './support/swarm.js';

describe('when something breaks', () => {
  let stack: Stack;
  let apps: Apps;

  beforeAll(async () => {
    stack = await deployStack(splitStack, 1, inject('imageFile'));
    apps = await createApps(stack);
  });
  afterEach(async (test) => {
    await explainFailure(stack, test);
    await apps.removeAll();
    await stack.docker('service', 'scale', '--detach', `${controller}=1`);
    await stack.eventually(() => inSync(stack), { within: 60_000 });
  });
  afterAll(async () => await removeSwarm());

  const answers = async (status: number, path: string, within = 20_000) =>
    await stack.eventually(async () => expect(await apps.get(path)).toMatchObject({ status }), { within });
  const only = async (service: string) =>
    await stack.eventually(async () => {
      const [container, ...others] = await stack.containers(service);
      expect(others).toEqual([]);
      if (container === undefined) throw new Error(`no container of ${service} runs`);
      return container;
    });
  const stopController = async () => {
    await stack.docker('service', 'scale', '--detach', `${controller}=0`);
    await stack.eventually(async () => expect(await stack.containers(controller)).toEqual([]));
  };
  const configuration = async () =>
    await stack.ask(await only(proxy), 8080, '/v1/docker-flow-proxy/config?type=json');

  it('serves without a controller, and catches up when Swarm has started a killed one again', async () => {
    await apps.create('served', labelled({ servicePath: '/served' }));
    await answers(200, '/served');
    const asking = keepAsking(() => apps.get('/served'));
    await stack.docker('kill', (await only(controller)).id);
    await apps.update('served', '--label-add', 'com.df.servicePath=/served,/later');
    await answers(200, '/later');
    expect(await asking.stop()).toEqual({ 200: expect.any(Number) });
  });

  it('starts a proxy from what it had last when there is no controller', async () => {
    await apps.create('kept', labelled({ servicePath: '/kept' }));
    await answers(200, '/kept');
    await stopController();
    const before = await only(proxy);
    await stack.docker('service', 'update', '--detach', '--quiet', '--force', proxy);
    await stack.eventually(async () => expect((await only(proxy)).id).not.toBe(before.id));
    await answers(200, '/kept');
    expect(await stack.logs(await only(proxy))).toContain('starting from the saved snapshot');
  });

  it.each(['master', 'worker'])('starts HAProxy again when its %s was killed, once', async (which) => {
    await apps.create('back', labelled({ servicePath: '/back' }));
    await answers(200, '/back');
    const container = await only(proxy);
    const status = async () => (await stack.status(proxy))[0];
    const processes = async () => {
      const list = await stack.docker('top', container.id, '-eo', 'pid,ppid,stat,args');
      return list.split('\n').filter((line) => line.includes('haproxy'));
    };
    const before = await status();
    const master = before?.proxy?.haproxy.pid;
    const children = `/proc/${master}/task/${master}/children`;
    const victim = which === 'master' ? `echo ${master}` : `cat ${children}`;
    await stack.docker('exec', container.id, 'sh', '-c', `kill -9 $(${victim})`);

    await stack.eventually(async () => {
      const { haproxy } = (await status())?.proxy ?? {};
      expect(haproxy).toMatchObject({ running: true, restarts: (before?.proxy?.haproxy.restarts ?? 0) + 1 });
      expect(haproxy?.pid).not.toBe(master);
    });
    await answers(200, '/back');
    expect((await status())?.startedAt).toBe(before?.startedAt);
    // A master and its worker, and nothing that nobody reaped.
    await stack.eventually(async () => expect(await processes()).toHaveLength(2));
  });

  it('lets requests end when a proxy is replaced, and exits with code 0', async () => {
    await stack.docker('config', 'create', 'holding-app', 'test/e2e/support/holding-app.mjs');
    const program = [
      '--config',
      'source=holding-app,target=/holding.mjs',
      '--entrypoint',
      'node /holding.mjs',
    ];
    await apps.create('holding', labelled({ servicePath: '/hold' }), ...program);
    await stack.eventually(async () =>
      expect(await stack.ask(await only('holding'), 80, '/up')).toBe('released'),
    );
    await stack.eventually(async () => expect(await configuration()).toContain('"holding"'));
    const before = await only(proxy);
    const held = httpGet(stack.address(1), '/hold');
    await stack.docker('service', 'update', '--detach', '--quiet', '--force', proxy);
    await stack.eventually(async () => expect(await stack.logs(before)).toContain('draining'));
    await stack.ask(await only('holding'), 80, '/release');
    expect(await held).toEqual({ status: 200, body: 'held and released' });
    await stack.eventually(async () => {
      const state = await stack.docker('inspect', '-f', '{{.State.Status}} {{.State.ExitCode}}', before.id);
      expect(state).toBe('exited 0');
    });
  });

  it('comes back with all routes when the engine under it was restarted', async () => {
    await apps.create('stays', labelled({ servicePath: '/stays' }));
    await answers(200, '/stays');
    await stack.hack('restart', '1');
    await answers(200, '/stays', 90_000);
    await apps.update('stays', '--label-add', 'com.df.servicePath=/stays,/after');
    await answers(200, '/after', 60_000);
  });
});
