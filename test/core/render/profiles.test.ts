import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import type { Parameters } from '../../../src/core/parameters/parameters.js';
import { createRender } from '../../../src/core/render/render.js';
import type { RenderSettings } from '../../../src/core/render/render-settings.js';
import {
  haproxyCfg,
  type RenderedConfig,
  type Section,
  servicesAtLine,
} from '../../../src/core/rendered-config.js';
import { someParseSettings, someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

const layOut = await projectLayOut();

function render(services: readonly Parameters[], over: Partial<RenderSettings> = {}): RenderedConfig {
  const templates = new Map([['be.cfg', '{{ backends }}    balance leastconn\n']]);
  const read = createReadServices(someParseSettings({ templates: new Set(templates.keys()) }));
  return createRender(someRenderSettings({ templates, ...over }), layOut)(read(services).specs).config;
}

const plain = (serviceName: string): Parameters => ({
  serviceName,
  port: '80',
  servicePath: `/${serviceName}`,
});
const profilesOf = ({ sections }: RenderedConfig) => sections.filter(({ kind }) => kind === 'profile');
const backend = ({ sections }: RenderedConfig, name: string): Section => {
  const [section] = sections.filter((one) => one.name === `backend ${name}-be80_0`);
  if (section === undefined) throw new Error(`no backend of ${name}`);
  return section;
};
const profileOf = (config: RenderedConfig, name: string) => backend(config, name).dynamic?.profile;

/** What a body may say and still be shared. */
const shareable: readonly Parameters[] = [
  {},
  { timeoutServer: '7' },
  { timeoutTunnel: '90' },
  { httpsOnly: 'true', httpsRedirectCode: '308' },
  { denyHttp: 'true' },
  { allowedMethods: 'GET,POST' },
  { deniedMethods: 'DELETE' },
  { redirectWhenHttpProto: 'true' },
  { redirectUnlessHttpsProto: 'true' },
  { connectionMode: 'httpclose' },
  { compressionAlgo: 'gzip', compressionType: 'text/html' },
  { verifyClientSsl: 'true' },
  { ignoreAuthorization: 'true', users: 'bee:honey' },
  { sessionType: 'sticky-server' },
];
/** What is said of servers, names and routes, and nothing of bodies. */
const besides: readonly Parameters[] = [
  {},
  { sslVerifyNone: 'true' },
  { checkResolvers: 'true' },
  { discoveryType: 'DNS', replicas: '3' },
  { outboundHostname: 'elsewhere.test' },
  { serviceDomain: 'a.test' },
  { redirectFromDomain: 'old.test', serviceDomain: 'a.test' },
];

describe('profiles', () => {
  it('are shared by backends of equal bodies, and by no others', () => {
    const bodies = fc.subarray([...shareable], { maxLength: 4 }).map((some) => Object.assign({}, ...some));
    const services = fc
      .array(fc.tuple(bodies, fc.constantFrom(...besides)), { maxLength: 6 })
      .map((all) => all.map(([body, rest], index) => ({ ...plain(`s${index}`), ...rest, ...body })));
    fc.assert(
      fc.property(services, (some) => {
        const config = render(some);
        const whole = render(some, { baseTemplate: 'defaults\n    mode http\n' });
        const bodyOf = ({ serviceName = '' }: Parameters) =>
          backend(whole, serviceName).text.split('\n').slice(1, -2).join('\n');
        for (const one of some) {
          for (const other of some) {
            const shared =
              profileOf(config, one.serviceName ?? '') === profileOf(config, other.serviceName ?? '');
            expect(shared).toBe(bodyOf(one) === bodyOf(other));
          }
          const declared = profilesOf(config).find(
            ({ name }) => name === profileOf(config, one.serviceName ?? ''),
          );
          expect(declared?.sharedBy).toContain(one.serviceName);
          expect(declared?.text.split('\n').slice(1, -1).join('\n')).toBe(bodyOf(one));
        }
      }),
    );
  });

  it.each(besides)('leave a backend its name and its servers: %j', (parameters) => {
    const config = render([{ ...plain('demo'), ...parameters }]);
    const { dynamic, text } = backend(config, 'demo');
    const { profile = '', serverOptions = '', discovery } = dynamic ?? {};
    const { hostname = '', servers: [first = ''] = [] } = discovery ?? {};
    const [head, servers = '', ...rest] = text.split('\n');
    expect(head).toBe(`backend demo-be80_0 from ${profile.replace('defaults ', '')}`);
    expect(rest).toEqual(['']);
    expect(servers).toMatch(/^ {4}server(-template)? demo/);
    expect(servers).toContain(` ${hostname}:80 resolvers docker init-addr last,none`);
    expect(servers.endsWith(`init-addr last,none ${serverOptions}`.trimEnd())).toBe(true);
    expect(first).toMatch(/^demo(-1)?$/);
    expect(config.discovery).toContainEqual(discovery);
    expect(config.sections.map(({ name }) => name)).toContain(profile);
  });

  it.each<Parameters>([
    { users: 'bee:honey' },
    { sessionType: 'sticky-server', httpsPort: '443' },
    { setReqHeader: 'X-A b' },
    { delResHeader: 'X-A' },
    { reqPathSearchReplace: '/a,/b' },
    { backendExtra: 'balance leastconn' },
    { templateBePath: 'be.cfg' },
  ])('are not for what HAProxy may refuse or what names its service: %j', (parameters) => {
    const config = render([{ ...plain('demo'), ...parameters }, plain('other')]);
    const [whole] = config.sections.filter(({ text }) => text.includes('backend demo-be80_0'));
    expect(whole).toMatchObject({ service: 'demo', text: expect.stringContaining('backend demo-be80_0\n') });
    expect(whole?.text).toContain('http-request set-header X-Forwarded-Proto');
    expect(whole).not.toHaveProperty('dynamic');
    expect(profilesOf(config).flatMap(({ sharedBy = [] }) => sharedBy)).toEqual(['other']);
  });

  it('are not for cookies that backends are not named like', () => {
    const { sections } = render([{ ...plain('demo'), aclName: 'first', sessionType: 'sticky-server' }]);
    const [whole] = sections.filter(({ name }) => name === 'backend first-be80_0');
    expect(whole?.text).toContain("    cookie 'demo' insert");
    expect(whole).not.toHaveProperty('dynamic');
  });

  it('are declared before somebody uses them, where that is likely, and do not change when somebody does', () => {
    const empty = render([]);
    const asked: readonly Parameters[] = [
      ...besides,
      { httpsOnly: 'true' },
      { redirectWhenHttpProto: 'true' },
      { timeoutServer: '300' },
      { timeoutTunnel: '60', httpsOnly: 'true' },
      { sessionType: 'sticky-server', replicas: '3', checkResolvers: 'true' },
    ];
    for (const parameters of asked) {
      const config = render([{ ...plain('demo'), ...parameters }]);
      const texts = (sections: readonly Section[]) => sections.map(({ text }) => text);
      expect(texts(profilesOf(config))).toEqual(texts(profilesOf(empty)));
    }
  });

  it('are those of the settings', () => {
    const settings = { compression: { algorithms: ['gzip'] } };
    const empty = render([], settings);
    expect(profilesOf(empty).map(({ name }) => name)).toContain(
      profileOf(render([plain('demo')], settings), 'demo'),
    );
    expect(profileOf(render([plain('demo')]), 'demo')).not.toBe(
      profileOf(render([plain('demo')], settings), 'demo'),
    );
  });

  it('are the same for the same services, whatever was served before', () => {
    const all = createReadServices(someParseSettings());
    const fresh = createRender(someRenderSettings(), layOut);
    const used = createRender(someRenderSettings(), layOut);
    const { specs } = all([plain('a'), { ...plain('b'), timeoutServer: '7' }]);
    used(all([{ ...plain('c'), timeoutServer: '9' }, ...[plain('d')]]).specs);
    expect(haproxyCfg(used(specs).config)).toBe(haproxyCfg(fresh(specs).config));
  });

  it('do not hold for what is made from none', () => {
    const { sections } = render([{ ...plain('demo'), users: 'bee:honey' }]);
    const at = sections.findIndex(({ text }) => text === 'defaults from waggle\n');
    const kinds = sections.map(({ kind }) => kind);
    expect(at).toBeGreaterThan(kinds.lastIndexOf('profile'));
    expect(at).toBeLessThan(kinds.indexOf('frontend'));
  });

  it("are none under an operator's base template, whose defaults hold", () => {
    const config = render([plain('demo')], { baseTemplate: 'defaults\n    mode http\n' });
    expect(profilesOf(config)).toEqual([]);
    expect(haproxyCfg(config)).not.toContain(' from ');
    expect(backend(config, 'demo')).not.toHaveProperty('dynamic');
  });

  it('belong to the services that share them', () => {
    const config = render([plain('a'), { ...plain('b'), timeoutServer: '7' }, plain('c'), plain('d')]);
    const lines = haproxyCfg(config).split('\n');
    const ownersOf = (name = '') => servicesAtLine(config, lines.indexOf(`${name} from waggle`) + 2);
    expect(ownersOf(profileOf(config, 'a'))).toEqual(['a', 'c', 'd']);
    expect(ownersOf(profileOf(config, 'b'))).toEqual(['b']);
    expect(servicesAtLine(config, lines.indexOf('defaults from waggle') + 1)).toEqual([]);
  });
});
