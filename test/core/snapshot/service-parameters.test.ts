import { describe, expect, it } from 'vitest';
import { serviceParameters, withoutFacts } from '../../../src/core/snapshot/service-parameters.js';
import type { SwarmService } from '../../../src/core/snapshot/swarm-state.js';
import { aGlobalService, aSwarmService, aSwarmState } from '../../support/a-swarm-service.js';

const options = { notifyLabel: 'com.df.notify', serviceNamePrefix: '', proxyServiceName: 'proxy' };

function list(...services: SwarmService[]) {
  return serviceParameters(options)(aSwarmState(services));
}

/** What a Swarm Listener would have shown. */
function shown(service: SwarmService, more: Partial<typeof options> = {}) {
  const { services } = serviceParameters({ ...options, ...more })(aSwarmState([service]));
  return services.map(withoutFacts)[0];
}

function aLabelled(labels: Record<string, string>, parts: Partial<SwarmService> = {}) {
  return aSwarmService({ labels: { 'com.df.notify': 'true', ...labels }, ...parts });
}

describe('serviceParameters', () => {
  it('lists services with the notify label and no others', () => {
    expect(list(aSwarmService({ labels: { 'com.df.port': '80' } })).services).toEqual([]);
    expect(list(aSwarmService()).services).toHaveLength(1);
  });

  it.each(['0', 'f', 'F', 'FALSE', 'false', 'False'])('leaves out a service with notify=%s', (value) => {
    expect(list(aSwarmService({ labels: { 'com.df.notify': value } })).services).toEqual([]);
  });

  it.each(['true', '1', '', 'yes', 'off'])('lists a service with notify=%s', (value) => {
    expect(list(aSwarmService({ labels: { 'com.df.notify': value } })).services).toHaveLength(1);
  });

  it('passes on every label with the prefix, known or not, as it is written', () => {
    const service = aLabelled(
      {
        'com.df.users': 'u1:p1, u2:p&2',
        'com.df.emptyval': '',
        'com.df.scrapeNetwork': 'proxy',
        'com.df.servicePath.1': '/a,/a2',
        'com.df.': 'nameless',
        'com.dfx': 'other',
        other: 'label',
      },
      { name: 'cap-multi', replicas: 2 },
    );
    expect(shown(service)).toEqual({
      distribute: 'true',
      emptyval: '',
      replicas: '2',
      scrapeNetwork: 'proxy',
      serviceName: 'cap-multi',
      'servicePath.1': '/a,/a2',
      users: 'u1:p1, u2:p&2',
    });
  });

  it('writes parameters in the order of their names', () => {
    const names = Object.keys(shown(aLabelled({ 'com.df.port': '80', 'com.df.aclName': 'x' })) ?? {});
    expect(names).toEqual([...names].sort());
  });

  it('lets a label say that a service is not distributed', () => {
    expect(shown(aLabelled({ 'com.df.distribute': 'false' }))?.distribute).toBe('false');
  });

  it('lets what Swarm knows win over labels of the same name', () => {
    const service = aLabelled({ 'com.df.serviceName': 'bad', 'com.df.replicas': '9' }, { replicas: 3 });
    expect(shown(service)).toMatchObject({ serviceName: 'demo', replicas: '3' });
  });

  it('says nothing of replicas for a global service, and 0 for a service scaled to nothing', () => {
    expect(shown(aGlobalService())).not.toHaveProperty('replicas');
    expect(shown(aSwarmService({ replicas: 0 }))?.replicas).toBe('0');
  });

  it('strips the stack from the name only where shortName asks for it', () => {
    const stack = { 'com.docker.stack.namespace': 'mystack' };
    const name = { name: 'mystack_api' };
    expect(shown(aLabelled(stack, name))?.serviceName).toBe('mystack_api');
    expect(shown(aLabelled({ ...stack, 'com.df.shortName': 'true' }, name))).toMatchObject({
      serviceName: 'api',
      shortName: 'true',
    });
    expect(shown(aLabelled({ ...stack, 'com.df.shortName': 'false' }, name))?.serviceName).toBe(
      'mystack_api',
    );
    expect(shown(aLabelled({ 'com.df.shortName': 'true' }, name))?.serviceName).toBe('mystack_api');
  });

  it('puts the prefix before the name', () => {
    expect(shown(aSwarmService(), { serviceNamePrefix: 'dev-' })?.serviceName).toBe('dev-demo');
  });

  it('takes the prefix of all labels from the notify label', () => {
    const labels = { 'org.acme.notify': 'true', 'org.acme.port': '81', 'com.df.port': '80' };
    expect(shown(aSwarmService({ labels }), { notifyLabel: 'org.acme.notify' })).toMatchObject({
      port: '81',
    });
    expect(shown(aLabelled({ 'com.df.port': '80' }), { notifyLabel: 'com.df.notify=true' })).toMatchObject({
      port: '80',
    });
  });

  it('reports a label that would set a fact, and leaves the label out', () => {
    const { services, problems } = list(aLabelled({ 'com.df.swarm.mode': 'global' }));
    expect(services[0]).toMatchObject({ 'swarm.mode': 'replicated' });
    expect(problems).toMatchObject([{ service: 'demo', parameter: 'com.df.swarm.mode', value: 'global' }]);
  });

  it('adds the endpoint mode and the service mode', () => {
    expect(list(aGlobalService({ endpointMode: 'dnsrr' })).services[0]).toMatchObject({
      'swarm.endpointMode': 'dnsrr',
      'swarm.mode': 'global',
    });
  });

  it('says how many tasks a global service can have, in steps, so that a node more changes nothing', () => {
    const node = {
      id: 'n',
      version: 1,
      hostname: 'n',
      address: '',
      state: 'ready',
      leader: false,
      labels: {},
    };
    const nodes = (count: number) =>
      Array.from({ length: count }, () => ({ ...node, role: 'worker', availability: 'active' }));
    const maxTasks = (count: number) =>
      serviceParameters(options)(aSwarmState([aGlobalService()], nodes(count))).services[0]?.[
        'swarm.maxTasks'
      ];
    expect([1, 8, 9, 16].map(maxTasks)).toEqual(['8', '8', '16', '16']);
    expect(list(aLabelled({})).services[0]).not.toHaveProperty('swarm.maxTasks');
  });

  describe('attachment to the proxy', () => {
    const attachedOf = (...services: SwarmService[]) =>
      list(...services).services.find(({ serviceName }) => serviceName === 'demo')?.['swarm.attached'];
    const proxy = aSwarmService({ name: 'proxy', labels: {}, networks: ['ingress', 'front'] });
    const stackProxy = aSwarmService({
      name: 'edge_proxy',
      labels: { 'com.docker.stack.namespace': 'edge' },
      networks: ['edge-net'],
    });

    it('is true where a network is shared with the proxy, or with any of several', () => {
      expect(attachedOf(proxy, aSwarmService({ networks: ['back', 'front'] }))).toBe('true');
      expect(attachedOf(proxy, stackProxy, aSwarmService({ networks: ['edge-net'] }))).toBe('true');
    });

    it('is false where none is, or only the ingress network', () => {
      expect(attachedOf(proxy, aSwarmService({ networks: ['back', 'ingress'] }))).toBe('false');
    });

    it('is not known where there is no proxy', () => {
      const other = aSwarmService({ name: 'not_proxy', labels: {}, networks: ['front'] });
      expect(attachedOf(other, aSwarmService({ networks: ['front'] }))).toBeUndefined();
    });

    it('follows the proxy when only the proxy changes', () => {
      const demo = aSwarmService({ networks: ['back'] });
      const listOf = serviceParameters(options);
      expect(listOf(aSwarmState([proxy, demo])).services[0]?.['swarm.attached']).toBe('false');
      const moved = { ...proxy, networks: ['back'] };
      expect(listOf(aSwarmState([moved, demo])).services[0]?.['swarm.attached']).toBe('true');
    });
  });

  it('works out again only the services that changed', () => {
    const listOf = serviceParameters(options);
    const [kept, changed] = [aSwarmService({ name: 'kept' }), aSwarmService({ name: 'changed' })];
    const before = listOf(aSwarmState([kept, changed])).services;
    const after = listOf(aSwarmState([kept, { ...changed, replicas: 5 }])).services;
    expect(after[0]).toBe(before[0]);
    expect(after[1]?.replicas).toBe('5');
  });
});
