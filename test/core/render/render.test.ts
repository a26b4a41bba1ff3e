import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { parse } from 'yaml';
import { createReadServices } from '../../../src/core/desired-state.js';
import type { Parameters } from '../../../src/core/parameters/parameters.js';
import type { ServiceSpec } from '../../../src/core/parameters/service-spec.js';
import { describeProblem } from '../../../src/core/problem.js';
import { quote } from '../../../src/core/render/quote.js';
import { createRender } from '../../../src/core/render/render.js';
import { haproxyCfg, mapText, servicesAtLine } from '../../../src/core/rendered-config.js';
import { someParseSettings, someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

// A case is a file: test/golden/render/<sentence>.yml in, <sentence>.cfg out. Adding one needs no code; vitest -u writes the
// expected text, which is to be read before it is committed.
const folder = fileURLToPath(new URL('../../golden/render/', import.meta.url));
const cases = readdirSync(folder).filter((name) => name.endsWith('.yml'));
const renderAll = createRender(someRenderSettings(), await projectLayOut());
const render = (specs: readonly ServiceSpec[]) => renderAll(specs).config;
const read = createReadServices(someParseSettings({ entryPorts: [80, 81] }));

describe('render', () => {
  it.each(cases)('lays out %s', async (name) => {
    const services: Parameters[] = parse(readFileSync(`${folder}${name}`, 'utf8'), { schema: 'failsafe' });
    const { specs, problems } = read(services);
    const { config, problems: later } = renderAll(specs);
    const text = [
      ...[...problems, ...later].map((problem) => `# problem: ${describeProblem(problem)}\n`),
      // What no service changes is shown by one case.
      ...config.sections.slice(name.startsWith('no services') ? 0 : 1).map((section) => section.text),
      ...config.maps.map((map) => `# ${map.name}\n${mapText(map)}`),
    ].join('\n');
    await expect(text).toMatchFileSnapshot(`${folder}${name.replace('.yml', '.cfg')}`);
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

describe('quote', () => {
  it('makes one word of anything that has no control characters', () => {
    expect(quote(`it's "$HOME" # \\`)).toBe(`'it'\\''s "$HOME" # \\'`);
  });

  it('refuses what would break a line', () => {
    expect(() => quote('a\nb')).toThrow('control character');
  });
});
