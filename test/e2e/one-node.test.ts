import { afterAll, afterEach, beforeAll, describe, expect, inject, it } from 'vitest';
import { selfSigned } from '../support/certificates.js';
import { type Apps, createApps, labelled } from './support/apps.js';
import { explainFailure } from './support/explain-failure.js';
import { httpGet, httpsGet, keepAsking } from './support/http-get.js';
import { scratchFile } from './support/scratch-file.js';
import { deployStack, inSync, proxy, type Stack, splitStack } from './support/stack.js';
import { removeSwarm } from './support/swarm.js';

describe('on one node', () => {
  let stack: Stack;
  let apps: Apps;

  beforeAll(async () => {
    stack = await deployStack(splitStack, 1, inject('imageFile'));
    apps = await createApps(stack);
  });
  afterEach(async (test) => {
    await explainFailure(stack, test);
    await apps.removeAll();
  });
  afterAll(async () => await removeSwarm());

  const answers = async (status: number, path: string, host?: string) =>
    await stack.eventually(async () => {
      const echo = await apps.get(path, host === undefined ? {} : { host });
      expect(echo.status).toBe(status);
      return echo;
    });
  const problems = async () => (await stack.status(proxy)).flatMap((status) => status.proxy?.problems ?? []);

  it('routes to a labelled service, and to no other', async () => {
    await apps.create('unlabelled', { servicePath: '/unlabelled', port: '80' });
    await apps.create('declined', labelled({ notify: 'false', servicePath: '/declined' }));
    await apps.create('labelled', labelled({ servicePath: '/labelled' }));
    expect(await answers(200, '/labelled/x?y=z')).toMatchObject({ request: 'GET /labelled/x?y=z HTTP/1.1' });
    await stack.eventually(() => inSync(stack));
    expect(await apps.get('/unlabelled')).toMatchObject({ status: 503 });
    expect(await apps.get('/declined')).toMatchObject({ status: 503 });
  });

  it('has HAProxy’s files in memory, so that no disk can keep it from starting', async () => {
    const [container] = await stack.containers(proxy);
    const { node, id } = container ?? expect.fail();
    const type = await stack.dockerOn(node, 'exec', id, 'stat', '-f', '-c', '%T', '/run/waggle/config');
    expect(type.trim()).toBe('tmpfs');
  });

  it('routes to the example, and forgets it with its stack', async () => {
    await stack.docker(
      'stack',
      'deploy',
      '--resolve-image',
      'never',
      '-c',
      'manifests/examples/hello.yml',
      'hello',
    );
    expect(await answers(200, '/hello')).toMatchObject({ request: 'GET /hello HTTP/1.1' });
    await stack.docker('stack', 'rm', 'hello');
    await answers(503, '/hello');
    await stack.eventually(async () => expect((await stack.status(proxy))[0]?.proxy?.services).toBe(0));
  });

  it('adds a second path when the label is changed', async () => {
    await apps.create('paths', labelled({ servicePath: '/first' }));
    await answers(200, '/first');
    expect(await apps.get('/second')).toMatchObject({ status: 503 });
    await apps.update('paths', '--label-add', 'com.df.servicePath=/first,/second');
    await answers(200, '/second');
    expect(await apps.get('/first')).toMatchObject({ status: 200 });
  });

  it('moves the route when the label is changed', async () => {
    await apps.create('moving', labelled({ servicePath: '/here' }));
    await answers(200, '/here');
    await apps.update('moving', '--label-add', 'com.df.servicePath=/there');
    await answers(200, '/there');
    await answers(503, '/here');
  });

  it('chooses by domain, and by the end of a domain', async () => {
    await apps.create('domain', labelled({ serviceDomain: 'one.example.com' }));
    await apps.create('wildcard', labelled({ serviceDomain: '*.wild.example.com' }));
    await answers(200, '/', 'one.example.com');
    await answers(200, '/any', 'a.b.wild.example.com:80');
    expect(await apps.get('/', { host: 'two.example.com' })).toMatchObject({ status: 503 });
    expect(await apps.get('/', { host: 'wild.example.org' })).toMatchObject({ status: 503 });
  });

  it('rewrites the path on the way to the service', async () => {
    const reqPathSearchReplace = '^/api/,/v2/';
    await apps.create('rewriting', labelled({ servicePath: '/api/', reqPathSearchReplace }));
    expect(await answers(200, '/api/users?all=1')).toMatchObject({ request: 'GET /v2/users?all=1 HTTP/1.1' });
  });

  it('spreads requests over all tasks after scaling, without a reload', async () => {
    await apps.create('scaled', labelled({ servicePath: '/scaled' }));
    await answers(200, '/scaled');
    const reloads = async () =>
      (await stack.status(proxy)).flatMap((status) => status.proxy?.passes ?? []).filter(isReload).length;
    await stack.eventually(() => inSync(stack));
    const before = await reloads();
    await apps.update('scaled', '--replicas', '5');
    const tasks = new Set<string>();
    await stack.eventually(async () => {
      const { status, task } = await apps.get('/scaled');
      if (status === 200) tasks.add(task);
      expect(tasks.size).toBe(5);
    });
    expect(await reloads()).toBe(before);
  });

  it('answers with its own page once a service was removed', async () => {
    await apps.create('removed', labelled({ servicePath: '/removed' }));
    await answers(200, '/removed');
    await apps.remove('removed');
    expect(await answers(503, '/removed')).toMatchObject({
      body: expect.stringContaining('Nothing serves this address right now.'),
    });
    await stack.eventually(() => inSync(stack));
    expect((await stack.status(proxy))[0]?.proxy?.services).toBe(0);
  });

  it('loses no request while other services come, change and go, and while tasks leave', async () => {
    await apps.create('steady', labelled({ servicePath: '/steady' }), '--replicas', '4');
    await stack.eventually(async () =>
      expect(await stack.docker('service', 'ls', '--filter', 'name=steady')).toContain('4/4'),
    );
    await answers(200, '/steady');
    const asking = keepAsking(() => apps.get('/steady'));
    await apps.create('other', labelled({ servicePath: '/other' }));
    await answers(200, '/other');
    await apps.update('other', '--label-add', 'com.df.reqPathSearchReplace=other,changed');
    await stack.eventually(async () => expect((await apps.get('/other')).request).toContain('/changed'));
    await apps.remove('other');
    await answers(503, '/other');
    await apps.update('steady', '--replicas', '1');
    await stack.eventually(async () => expect(await stack.containers('steady')).toHaveLength(1));
    expect(await asking.stop()).toEqual({ 200: expect.any(Number) });
  });

  it.each(['dnsrr', 'vip'])('reaches a service with endpoint mode %s', async (mode) => {
    const path = `/mode-${mode}`;
    await apps.create(mode, labelled({ servicePath: path }), '--endpoint-mode', mode, '--replicas', '2');
    const tasks = new Set<string>();
    await stack.eventually(async () => {
      const { status, task } = await apps.get(path);
      if (status === 200) tasks.add(task);
      expect(tasks.size).toBe(2);
    });
  });

  it('serves what is good of a service, leaves out what is impossible, and says why', async () => {
    await apps.create('good', labelled({ servicePath: '/good' }));
    await apps.create('half', {
      notify: 'true',
      'servicePath.1': '/half',
      'port.1': '80',
      'servicePath.2': '/impossible',
      'port.2': 'notaport',
    });
    await apps.create('bad', labelled({ servicePath: '/bad', pathType: 'nonsense' }));
    await Promise.all([answers(200, '/good'), answers(200, '/half')]);
    const found = await stack.eventually(async () => {
      expect(new Set((await problems()).map(({ service }) => service))).toEqual(new Set(['half', 'bad']));
      return await problems();
    });
    expect(found).toContainEqual({
      service: 'half',
      parameter: 'port.2',
      value: 'notaport',
      rule: expect.stringMatching(/must be/),
      advice: expect.stringMatching(/correct it/),
    });
    expect(found).toContainEqual({
      service: 'bad',
      parameter: 'pathType',
      value: 'nonsense',
      rule: expect.stringMatching(/path_beg/),
      advice: expect.stringMatching(/correct it/),
    });
    expect(await apps.get('/impossible')).toMatchObject({ status: 503 });
    expect(await apps.get('/bad')).toMatchObject({ status: 503 });
    await apps.update('bad', '--label-rm', 'com.df.pathType');
    await answers(200, '/bad');
    await stack.eventually(async () =>
      expect((await problems()).map(({ service }) => service)).toEqual(['half']),
    );
  });

  it('says that a service is not on its network, and serves the others', async () => {
    await stack.docker('network', 'create', '--driver', 'overlay', 'elsewhere');
    await apps.create('near', labelled({ servicePath: '/near' }));
    await apps.create('far', labelled({ servicePath: '/far' }), '--network', 'elsewhere');
    await answers(200, '/near');
    await stack.eventually(async () =>
      expect(await problems()).toEqual([
        {
          service: 'far',
          parameter: 'networks',
          value: '',
          rule: expect.stringContaining('no network in common with the proxy'),
          advice: expect.stringContaining('attach the service'),
        },
      ]),
    );
    await apps.create('next', labelled({ servicePath: '/next' }));
    await answers(200, '/next');
    expect(await apps.get('/near')).toMatchObject({ status: 200 });
    expect((await apps.get('/far')).status).toBeGreaterThanOrEqual(503);
  });

  // It restarts the proxy, as every change of its secrets and ports does: the last of this file.
  it('serves HTTPS and users from secrets, and passes TCP on', async () => {
    await stack.docker('secret', 'create', 'cert-a.com', await scratchFile(selfSigned(['a.com']).pem));
    await stack.docker('secret', 'create', 'dfp_users_team', await scratchFile("ann:it's a secret\n"));
    const secrets = ['--secret-add', 'cert-a.com', '--secret-add', 'dfp_users_team'];
    const port = ['--publish-add', 'mode=host,target=9000,published=9000'];
    await stack.docker('service', 'update', '--quiet', '--no-resolve-image', ...secrets, ...port, proxy);
    await apps.create('secure', labelled({ servicePath: '/secure', httpsOnly: 'true', usersSecret: 'team' }));
    await apps.create('raw', { notify: 'true', reqMode: 'tcp', srcPort: '9000', port: '80' });
    const ask = async (auth?: string) => {
      const options = auth === undefined ? {} : { auth };
      return await httpsGet(stack.address(1), '/secure', 'a.com', options);
    };
    await answers(302, '/secure');
    await stack.eventually(async () => expect(await ask("ann:it's a secret")).toMatchObject({ status: 200 }));
    expect(await ask('ann:wrong')).toMatchObject({ status: 401 });
    expect(await ask()).toMatchObject({ status: 401, certificate: 'a.com' });
    await stack.eventually(async () => {
      const { status, body } = await httpGet(`${stack.address(1)}:9000`, '/raw');
      expect({ status, body }).toMatchObject({ status: 200, body: expect.stringContaining('GET /raw') });
    });
    const [container] = await stack.containers(proxy);
    const config = container && (await stack.ask(container, 8080, '/v1/docker-flow-proxy/config'));
    expect(config).toContain("user 'ann' (hidden)");
    expect(config).not.toContain('a secret');
  });
});

function isReload({ kind }: { kind: string }): boolean {
  return kind === 'reload';
}
