import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import { someParseSettings } from '../support/settings.js';

const read = createReadServices(someParseSettings({ entryPorts: [80, 443] }));
const demo = { serviceName: 'demo', port: '8080', servicePath: '/demo' };

describe('createReadServices', () => {
  it('gives one aclName to one service and reports the others', () => {
    const { specs, problems } = read([demo, { ...demo, serviceName: 'copy', aclName: 'demo' }]);
    expect(specs.map(({ serviceName }) => serviceName)).toEqual(['copy']);
    expect(problems).toMatchObject([
      { service: 'demo', parameter: 'aclName', rule: 'is also the aclName of service copy' },
    ]);
  });

  it('knows other names that two services would share', () => {
    const { specs, problems } = read([
      { ...demo, aclName: 'x', httpsPort: '80', serviceName: 'a' },
      { ...demo, aclName: 'https-x', port: '80', serviceName: 'b' },
    ]);
    expect(specs.map(({ serviceName }) => serviceName)).toEqual(['a']);
    expect(problems).toMatchObject([{ service: 'b', parameter: 'aclName', value: 'https-x' }]);
  });

  it('reports the second default backend', () => {
    const fallback = { ...demo, isDefaultBackend: 'true' };
    const { specs, problems } = read([fallback, { ...fallback, serviceName: 'other' }]);
    expect(specs).toHaveLength(2);
    expect(problems).toMatchObject([{ service: 'other', parameter: 'isDefaultBackend' }]);
  });

  it('keeps the specs of services that did not change, and forgets those that went', () => {
    const first = read([demo]).specs[0];
    expect(read([{ ...demo }, { ...demo, serviceName: 'x' }]).specs.find((spec) => spec === first)).toBe(
      first,
    );
    read([]);
    expect(read([demo]).specs[0]).not.toBe(first);
  });
});
