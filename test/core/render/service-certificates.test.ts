import { beforeAll, describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import { createRender } from '../../../src/core/render/render.js';
import { selfSigned } from '../../support/certificates.js';
import { someParseSettings, someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

const layOut = await projectLayOut();
let [first, second] = ['', ''];
beforeAll(() => {
  [first, second] = [selfSigned(['a.com']).pem, selfSigned(['a.com']).pem];
});

function render(...services: Record<string, string>[]) {
  const read = createReadServices(someParseSettings({ entryPorts: [80, 443] }));
  const { specs, problems } = read(services);
  const binds = [{ port: 443, options: '', ssl: true }];
  const rendering = createRender(someRenderSettings({ binds }), layOut)(specs);
  return { ...rendering, problems: [...problems, ...rendering.problems] };
}

const service = (serviceName: string, serviceCert: string) => ({
  serviceName,
  port: '80',
  serviceDomain: '*.a.com',
  serviceCert: serviceCert.replaceAll('\n', '\\n'),
});

describe("certificates among services' parameters", () => {
  it('are served under the first host, and open the TLS ports', () => {
    const { config, problems } = render(service('a', first));
    expect(problems).toEqual([]);
    expect(config.files.get('crt-list.txt')).toBe('certs/service/%2a.a.com.pem\n');
    expect(config.certificates.get('certs/service/%2a.a.com.pem')).toContain('-----BEGIN PRIVATE KEY-----');
    expect(config.sections.some(({ text }) => text.includes('bind *:443 ssl crt-list'))).toBe(true);
  });

  it('are the first service’s where two services have one for the same host', () => {
    const { config, problems } = render(service('b', second), service('a', first));
    expect(problems).toMatchObject([{ service: 'b', parameter: 'serviceCert', value: '(not shown)' }]);
    expect(config.certificates.size).toBe(1);
    expect(render(service('b', first), service('a', first)).problems).toEqual([]);
  });

  it('are left out where they cannot be used, without their text in the problem', () => {
    const { config, problems } = render(service('a', first.replace(/BEGIN PRIVATE KEY/, 'BEGIN NOTHING')));
    expect(problems).toMatchObject([{ service: 'a', parameter: 'serviceCert', value: '(not shown)' }]);
    expect(config.certificates.size).toBe(0);
    expect(config.sections.some(({ text }) => text.includes('bind *:443'))).toBe(false);
  });
});
