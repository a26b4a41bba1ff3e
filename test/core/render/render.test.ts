import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { createReadServices, type ReadServices } from '../../../src/core/desired-state.js';
import { quote } from '../../../src/core/language/quote.js';
import { describeProblem } from '../../../src/core/problem.js';
import { createRender, type Render } from '../../../src/core/render/render.js';
import {
  haproxyCfg,
  mapText,
  type Section,
  servicesAtLine,
  servicesOf,
} from '../../../src/core/rendered-config.js';
import type { ServiceSpec } from '../../../src/core/services/service-spec.js';
import { readSettings } from '../../../src/settings/read-settings.js';
import type { Settings } from '../../../src/settings.js';
import { parseSettings, renderSettings } from '../../../src/wiring/settings-for.js';
import { type GoldenCase, goldenCases, goldenFolder } from '../../support/golden-cases.js';
import { someParseSettings, someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

// A case is a file: test/golden/render/<sentence>.yml in, <sentence>.cfg out. Adding one needs no code; vitest -u writes the
// expected text, which is to be read before it is committed.
const layOut = await projectLayOut();
const renderAll = createRender(someRenderSettings(), layOut);
const render = (specs: readonly ServiceSpec[]) => renderAll(specs).config;
const read = createReadServices(someParseSettings({ entryPorts: [80, 81] }));

describe('render', () => {
  it.each(goldenCases())('lays out $name', async (golden) => {
    const { specs, problems } = readerOf(golden)(golden.services);
    const { config, problems: later } = rendererOf(golden)(specs);
    // What no service and no setting changes is shown by one case, and so are profiles that no service uses.
    const whole = golden.settings !== undefined || golden.services.length === 0;
    const shown = config.sections.filter(
      (section) => whole || (section.kind === 'profile' ? isUsed(section) : section.kind !== 'frame'),
    );
    const text = [
      ...[...problems, ...later].map((problem) => `# problem: ${describeProblem(problem)}\n`),
      ...shown.map((section) => section.text),
      ...config.maps.map((map) => `# ${map.name}\n${mapText(map)}`),
    ].join('\n');
    await expect(text).toMatchFileSnapshot(`${goldenFolder}${golden.name.replace('.yml', '.cfg')}`);
  });

  it('gives the same bytes in whatever order services and labels come', () => {
    const services: Record<string, string>[] = [
      { serviceName: 'a', port: '1', servicePath: '/a', serviceDomain: 'x.com' },
      { serviceName: 'b', port: '2', servicePath: '/a/b' },
      { serviceName: 'c', port: '3', serviceDomain: '*.x.com', pathType: 'path_end', servicePath: '.js' },
    ];
    const expected = render(read(services).specs);
    const shuffled = fc.shuffledSubarray(services, { minLength: 3 });
    fc.assert(
      fc.property(shuffled, (some) => {
        const again = some.map((one) => Object.fromEntries(Object.entries(one).reverse()));
        const config = render(read(again).specs);
        expect(haproxyCfg(config)).toBe(haproxyCfg(expected));
        expect(config.revision).toBe(expected.revision);
      }),
    );
  });

  it('knows which service each line belongs to', () => {
    const config = render(
      read([
        { serviceName: 'a', port: '1', servicePath: '/a' },
        { serviceName: 'r', port: '2', servicePath: '^/r', pathType: 'path_reg' },
      ]).specs,
    );
    const lines = haproxyCfg(config).split('\n');
    const ownerOf = (pattern: RegExp) =>
      servicesAtLine(config, lines.findIndex((line) => pattern.test(line)) + 1);
    expect(ownerOf(/server a a:1/)).toEqual(['a']);
    expect(ownerOf(/acl route_0_path/)).toEqual(['r']);
    expect(ownerOf(/server r r:2/)).toEqual(['r']);
    expect(ownerOf(/^global/)).toEqual([]);
    expect(ownerOf(/use_backend/)).toEqual([]);
  });
});

function isUsed(section: Section): boolean {
  return servicesOf(section).length > 0;
}

function readerOf(golden: GoldenCase): ReadServices {
  if (golden.settings === undefined) return read;
  return createReadServices({ ...parseSettings(settingsOf(golden)), verifiesClients: golden.hasClientCa });
}

function rendererOf(golden: GoldenCase): Render {
  if (golden.settings === undefined) return renderAll;
  const { baseTemplate, certificates, hasClientCa } = golden;
  const settings = {
    ...renderSettings(settingsOf(golden)),
    jail: '',
    errorPages: new Map(),
    certificates: certificates.map((name) => ({
      name,
      source: 'folder' as const,
      certificate: aCertificate,
    })),
    ...(hasClientCa && { clientCa: '(PEM)' }),
    ...(baseTemplate !== undefined && { baseTemplate }),
  };
  return createRender(settings, layOut);
}

function settingsOf({ settings: env = {} }: GoldenCase): Settings {
  const settings = readSettings({ env, secret: () => undefined });
  if (E.isLeft(settings)) throw new Error(settings.left.join('\n'));
  return settings.right;
}

const aCertificate = { pem: '(PEM)', names: [], subject: '', notBefore: 0, notAfter: 0, fingerprint: '' };

describe('quote', () => {
  it('makes one word of anything that has no control characters', () => {
    expect(quote(`it's "$HOME" # \\`)).toBe(`'it'\\''s "$HOME" # \\'`);
  });

  it('refuses what would break a line', () => {
    expect(() => quote('a\nb')).toThrow('control character');
  });
});
