import { readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import { createRender } from '../../../src/core/render/render.js';
import { haproxyCfg, type RenderedConfig } from '../../../src/core/rendered-config.js';
import { someParseSettings, someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

const layOut = await projectLayOut();
const demo = { serviceName: 'demo', port: '8080', servicePath: '/demo' };

function render(templates: Record<string, string>, parameters: Record<string, string>) {
  const texts = new Map(Object.entries(templates));
  const read = createReadServices(someParseSettings({ templates: new Set(texts.keys()) }));
  const { specs, problems } = read([
    { ...demo, ...parameters },
    { serviceName: 'other', port: '80', servicePath: '/other' },
  ]);
  const rendering = createRender(someRenderSettings({ templates: texts }), layOut)(specs);
  return {
    cfg: haproxyCfg(rendering.config),
    config: rendering.config,
    problems: [...problems, ...rendering.problems],
  };
}

describe("an operator's templates", () => {
  it("take the place of a service's backends, and see its parameters", () => {
    const { cfg, problems } = render(
      {
        'be.cfg': [
          '{% for destination in service.destinations %}',
          '{% for backend in destination.backends %}',
          'backend {{ backend.name }}',
          '    http-request set-header X-Mine {{ destination.userDef | quote }}',
          '    server {{ service.name }} {{ service.name }}:{{ backend.port }}',
          '{% endfor %}{% endfor %}',
        ].join('\n'),
      },
      { templateBePath: '/cfg/tmpl/be.cfg', userDef: "it's mine" },
    );
    expect(problems).toEqual([]);
    expect(cfg).toContain("    http-request set-header X-Mine 'it'\\''s mine'\n    server demo demo:8080\n");
    expect(cfg).not.toContain('server demo demo:8080 resolvers');
  });

  it('can keep what would be there without them', () => {
    const { cfg } = render(
      { 'be.cfg': '{{ backends }}    balance leastconn\n' },
      { templateBePath: 'be.cfg' },
    );
    expect(cfg).toMatch(
      /backend demo-be8080_0\n.*retry-on[\s\S]*set-header[\s\S]*server demo demo:8080 [^\n]*\n {4}balance leastconn\n/s,
    );
  });

  it.each([
    ['backend mine\n    server a a:80\nbackend more\n', /\n {4}default_backend mine\n/],
    ['# no backend here\n', /use_backend "%\S+"\n(?! +default_backend)/],
  ])('name the default backend themselves: %j', (template, end) => {
    const { cfg } = render({ 'be.cfg': template }, { templateBePath: 'be.cfg', isDefaultBackend: 'true' });
    expect(cfg).toMatch(end);
    expect(cfg).not.toContain('default_backend demo');
  });

  it("take the place of a service's part of the frontend", () => {
    const { cfg, config } = render(
      { 'fe.cfg': '    use_backend {{ service.destinations[0].backends[0].name }} if { path /only }' },
      { templateFePath: 'fe.cfg' },
    );
    expect(cfg).toContain('    use_backend demo-be8080_0 if { path /only }\n');
    expect(config.maps.flatMap(({ entries }) => [...entries.keys()])).toEqual(['/other']);
  });

  it.each([
    ['a file that is not there', { templateBePath: 'none.cfg' }, 'is not a file in /cfg/tmpl'],
    ['a file outside of the folder', { templateBePath: '/run/secrets/token' }, 'is not a file in /cfg/tmpl'],
    [
      'a path that leads outside',
      { templateBePath: '../../run/secrets/token' },
      'is not a file in /cfg/tmpl',
    ],
    ["a template of Docker Flow Proxy's", { templateBePath: 'go.tmpl' }, 'Go template'],
    ['a broken template', { templateFePath: 'broken.cfg' }, 'cannot be laid out'],
    [
      'a template that includes what is not there',
      { templateFePath: 'includes.cfg' },
      'there is no template x',
    ],
  ])('leave the service out, and only it, with %s', (_what, parameters, rule) => {
    const { cfg, problems } = render(
      {
        'go.tmpl': 'backend {{.ServiceName}}',
        'broken.cfg': '{% for x in %}',
        'includes.cfg': '{% include "x" %}',
      },
      parameters,
    );
    expect(problems).toMatchObject([
      { service: 'demo', parameter: Object.keys(parameters)[0], rule: expect.stringContaining(rule) },
    ]);
    expect(cfg).not.toContain('demo-be8080_0');
    expect(cfg).toContain('backend other-be80_0');
  });
});

describe('the examples of templates', () => {
  it('can be laid out', async () => {
    const folder = fileURLToPath(new URL('../../../manifests/examples/templates/', import.meta.url));
    const text = (name: string) => readFileSync(`${folder}${name}`, 'utf8');
    const { cfg, problems } = render(
      { 'frontend.cfg.njk': text('frontend.cfg.njk'), 'backend.cfg.njk': text('backend.cfg.njk') },
      { templateFePath: 'frontend.cfg.njk', templateBePath: 'backend.cfg.njk', userDef: 'v2' },
    );
    expect(problems).toEqual([]);
    expect(cfg).toContain("acl path_demo path -m beg '/demo'\n");
    expect(cfg).toContain('use_backend demo-be8080_0 if wants_demo path_demo');
    expect(cfg).toMatch(/backend demo-be8080_0\n {4}balance leastconn\n/);
  });

  it('can take the place of the base', async () => {
    const folder = fileURLToPath(new URL('../../../manifests/examples/templates/', import.meta.url));
    const baseTemplate = readFileSync(`${folder}base.cfg.njk`, 'utf8');
    const builtIn = createRender(someRenderSettings(), layOut)([]);
    const frameOf = (config: RenderedConfig) => config.sections.find(({ name }) => name === 'global')?.text;
    const own = createRender(someRenderSettings({ baseTemplate }), layOut)([]);
    expect(own.problems).toEqual([]);
    const changed = frameOf(own.config)
      ?.replace('    maxconn 40000\n', '')
      .replace('maxconn 20000', 'maxconn 5000')
      .replace('\ndefaults\n', '\ndefaults waggle\n');
    expect(changed).toBe(frameOf(builtIn.config));
  });
});
