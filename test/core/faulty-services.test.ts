import { describe, expect, it } from 'vitest';
import { faultyServices } from '../../src/core/faulty-services.js';
import type { RenderedConfig, Section } from '../../src/core/rendered-config.js';

const sections: readonly Section[] = [
  { name: 'global', kind: 'frame', text: 'global\n' },
  { name: 'frontend tcp_1', kind: 'frontend', sharedBy: ['a', 'b'], text: 'frontend tcp_1\n    bind *:1\n' },
  { name: 'frontend tcp_1, b', kind: 'frontend', service: 'b', text: '    acl b nonsense\n' },
  { name: 'backend a', kind: 'backend', service: 'a', text: 'backend a-be1_0\n    use-server x if TRUE\n' },
  {
    name: 'backend c',
    kind: 'backend',
    service: 'c',
    text: 'backend c-be1_0 from waggle-0\n    server c c:1\n',
  },
];
const config: RenderedConfig = {
  revision: '',
  sections,
  maps: [],
  files: new Map(),
  certificates: new Map(),
  discovery: [],
};

describe('services at fault', () => {
  it('are those whose lines HAProxy names, each with the first message', () => {
    const output = 'parsing [haproxy.cfg:6] : no such fetch\nparsing [/run/haproxy.cfg:6] : again';
    expect([...faultyServices(config, output)]).toEqual([['b', 'parsing [haproxy.cfg:6] : no such fetch']]);
  });

  it('are all that share a port that cannot be bound', () => {
    const output = 'it did not start\nBinding [/run/haproxy.cfg:4] for frontend tcp_1: cannot bind socket';
    expect([...faultyServices(config, output).keys()]).toEqual(['a', 'b']);
  });

  it('are all that share an address that is not free', () => {
    expect([...faultyServices(config, 'cannot bind *:1: address already in use').keys()]).toEqual(['a', 'b']);
    expect(faultyServices(config, 'cannot bind *:12: address already in use').size).toBe(0);
  });

  it.each([
    "config : backend 'a-be1_0' : unable to find server 'x' referenced in a 'use-server' rule.",
    "Proxy 'a-be1_0': unable to find stick-table 'none'.",
    "config: backend 'a-be1_0': unable to find the cache 'haproxy.cfg:6' referenced by the filter 'cache'.",
    "parsing [haproxy.cfg:9] : unknown keyword 'haproxy.cfg:6' in 'backend' section",
    "parsing [haproxy.cfg:9] : unmatched quote at position 4:\n  a 'haproxy.cfg:6",
  ])('are those whose backend HAProxy names, whatever else a message quotes: %s', (output) => {
    expect([...faultyServices(config, output).keys()]).toEqual(['a']);
  });

  it('are found by the name of a backend that is made from a profile', () => {
    expect([...faultyServices(config, "Proxy 'c-be1_0': no good").keys()]).toEqual(['c']);
  });

  it('are none where a line belongs to nobody', () => {
    expect(faultyServices(config, 'parsing [haproxy.cfg:1] : no good').size).toBe(0);
  });
});
