// biome-ignore-all lint/suspicious/noTemplateCurlyInString: variables of compose files
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readCompose } from '../../src/compose/read-compose.js';
import { swarmServices } from '../../src/compose/swarm-services.js';
import { readYaml } from '../../src/compose/yaml-file.js';

const read = (text: string, path = 'stack.yml') => {
  const file = readYaml(text);
  if (E.isLeft(file)) throw new Error(JSON.stringify(file.left));
  const variables = { THREE: '3', EMPTY: '' };
  return readCompose(file.right, { path, variables, isOurs: (label) => label.startsWith('com.df.') });
};
const deployed = (text: string, stack?: string) =>
  swarmServices(read(text).services, stack).map(({ service }) => service);
const aService = (...lines: string[]) =>
  ['services:', '  web:', ...lines.map((line) => `    ${line}`)].join('\n');

describe('a compose service', () => {
  it.each([
    [[], { mode: 'replicated', replicas: 1, endpointMode: 'vip' }],
    [['deploy: { replicas: 0 }'], { replicas: 0 }],
    [['deploy: { replicas: "${THREE}" }'], { replicas: 3 }],
    [['deploy: { replicas: "${EMPTY:-2}" }'], { replicas: 2 }],
    [['deploy: { mode: global }'], { mode: 'global' }],
    [['deploy: { mode: global-job }'], { mode: 'global' }],
    [['deploy: { mode: replicated-job, replicas: 2 }'], { mode: 'replicated', replicas: 2 }],
    [['deploy: { endpoint_mode: dnsrr }'], { endpointMode: 'dnsrr' }],
    [['deploy:'], { mode: 'replicated', replicas: 1, endpointMode: 'vip' }],
  ])('with %j is as Swarm would have it', (lines, expected) => {
    expect(deployed(aService(...lines))).toEqual([expect.objectContaining({ name: 'web', ...expected })]);
  });

  it('has no replicas when it is global', () => {
    expect(deployed(aService('deploy: { mode: global, replicas: 2 }'))[0]).not.toHaveProperty('replicas');
  });

  it.each([
    ['none: the default of the stack', [], '', ['s_default']],
    ['a list', ['networks: [a, b]'], '', ['s_a', 's_b']],
    ['a map', ['networks: { a: { aliases: [x] } }'], '', ['s_a']],
    ['external', ['networks: [a]'], 'networks: { a: { external: true } }', ['a']],
    ['external by another name', ['networks: [a]'], 'networks: { a: { external: true, name: p } }', ['p']],
    ['external as of old', ['networks: [a]'], 'networks: { a: { external: { name: p } } }', ['p']],
    ['not external', ['networks: [a]'], 'networks: { a: { external: false } }', ['s_a']],
    ['named by a variable', ['networks: [a]'], 'networks: { a: { name: "n${THREE}" } }', ['n3']],
  ])('with networks: %s', (_what, lines, more, networks) => {
    expect(deployed(`${aService(...lines)}\n${more}`, 's')[0]?.networks).toEqual(networks);
  });

  it('belongs to its stack', () => {
    const [service] = deployed(aService('deploy: { labels: { com.df.port: 80 } }'), 'shop');
    expect(service?.name).toBe('shop_web');
    expect(service?.labels).toEqual({ 'com.df.port': '80', 'com.docker.stack.namespace': 'shop' });
  });

  it('may have labels as a list, with equal signs and without', () => {
    const { services } = read(
      aService('deploy:', '  labels:', '    - com.df.a=b=c', '    - com.df.d', '    - e=f'),
    );
    expect([...(services[0]?.labels ?? [])]).toEqual([
      ['com.df.a', { value: 'b=c', place: { file: 'stack.yml', line: 5 } }],
      ['com.df.d', { value: '', place: { file: 'stack.yml', line: 6 } }],
    ]);
  });

  it.each([
    'services:',
    'services: []',
    'services: { web: }',
    'services: { web: text }',
    'services: { web: [1] }',
  ])('may hardly be there: %s', (text) => {
    expect(read(text).findings).toEqual([]);
  });
});
