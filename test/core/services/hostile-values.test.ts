import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../../src/core/desired-state.js';
import type { Parameters } from '../../../src/core/parameters/parameters.js';
import { usersOf } from '../../../src/core/parameters/values/user-list.js';
import { createRender } from '../../../src/core/render/render.js';
import {
  haproxyCfg,
  type MapFile,
  mapText,
  type RenderedConfig,
  type Section,
  shownCfg,
} from '../../../src/core/rendered-config.js';
import { linesOf } from '../../support/haproxy-lines.js';
import {
  baseFor,
  everyRow,
  hostilePieces,
  hostileService,
  hostileValue,
  plausible,
} from '../../support/hostile-values.js';
import { someParseSettings, someRenderSettings } from '../../support/settings.js';
import { projectLayOut } from '../../support/templates.js';

const layOut = await projectLayOut();
const secrets = new Map([['team', 'ann:1']]);

function served(parameters: Parameters) {
  const users = { shared: usersOf('root:r', false), secrets };
  const { specs, problems } = createReadServices(someParseSettings({ users }))([parameters]);
  const rendering = createRender(someRenderSettings({ users: users.shared }), layOut)(specs);
  return { specs, config: rendering.config, problems: [...problems, ...rendering.problems] };
}

const sectionWords =
  /^(global|defaults|frontend|backend|listen|userlist|peers|mailers|program|resolvers|ring|cache|http-errors)$|^\./;
const twoWords = /^(http-(request|response)|tcp-(request|response)|option|timeout|compression)$/;

/** The words of each line that say what it does. */
function directivesOf(text: string): readonly string[] {
  return linesOf(text).map(({ words: [first = '', second = ''], plain }) => {
    const directive = twoWords.test(first) ? `${first} ${second}` : first;
    expect(plain.trimStart().startsWith(directive.replace(/\(.*/, '')), plain).toBe(true);
    return directive;
  });
}

/** Directives that come of harmless values, of any row. */
const harmless = new Set(
  everyRow.flatMap(({ row, name }) =>
    row.modes.flatMap((mode) =>
      plausible(row).flatMap((value) => {
        const { config } = served({ serviceName: 'demo', ...baseFor(row, mode), [name]: value });
        return row.name === 'backendExtra' ? [] : directivesOf(haproxyCfg(config));
      }),
    ),
  ),
);

function expectWellFormed({ sections, maps }: RenderedConfig, raw: readonly string[]): void {
  // What raw lines say is their service's business, but not where they stand.
  for (const line of raw) expect(line).toMatch(/^(#|[a-z])/);
  for (const section of sections) {
    const text = withoutLines(section.text, raw);
    expectOneSection({ ...section, text });
    for (const directive of directivesOf(text)) expect(harmless).toContain(directive);
  }
  for (const map of maps) expectEntries(map);
}

/** What is no part of another section begins one, and what it begins is all that begins in it. */
function expectOneSection({ name, kind, text, dynamic }: Section): void {
  const begun = linesOf(text)
    .filter(({ words: [first = ''] }) => sectionWords.test(first))
    .map(({ words }) => words.join(' '));
  if (name === 'global') expect(begun).toEqual(['global', 'resolvers docker', 'defaults waggle']);
  else if (kind === 'profile') expect(begun).toEqual([`${name} from waggle`]);
  else if (dynamic) expect(begun).toEqual([`${name} from ${dynamic.profile.replace('defaults ', '')}`]);
  else expect(begun, kind).toEqual(name.includes(', ') ? [] : [name]);
}

function withoutLines(text: string, lines: readonly string[]): string {
  return text
    .split('\n')
    .filter((line) => !lines.includes(line.trim()))
    .join('\n');
}

/** HAProxy reads a map by lines: `#` begins a comment, the first white space parts key and value. */
function expectEntries(map: MapFile): void {
  const lines = mapText(map).split('\n').slice(0, -1);
  const entries = lines.map((line) => /^([^#\s]\S*) (\S+)$/.exec(line)?.slice(1) ?? [line]);
  expect(entries).toEqual([...map.entries]);
  for (const line of lines) expect(line.length).toBeLessThan(16_000);
  if (map.name !== 'maps/routes.map') return;
  for (const [key, value] of entries) {
    expect(key).toMatch(/^\d*\|[^|]*\|\/[\x21-\x7e]*$/);
    expect(value).toMatch(/^(~|[0-3]![\w.:-]+!\d{5}s?![\w.:-]+)$/);
  }
}

describe('hostile values', () => {
  it.each(everyRow)('of $name are a correct configuration or a problem', (written) => {
    fc.assert(
      fc.property(hostileService(written), ({ parameters }) => {
        const { specs, config, problems } = served(parameters);
        expectWellFormed(
          config,
          specs.flatMap(({ backendExtra }) => backendExtra),
        );
        for (const problem of problems) {
          expect(parameters.serviceName?.slice(0, 200)).toBe(problem.service.replace(/…$/, ''));
          expect(problem.parameter).not.toBe('');
          expect(problem.rule).not.toBe('');
          expect(problem.advice).not.toBe('');
        }
      }),
      { numRuns: 15 },
    );
  });

  it.each(everyRow)('of $name that cannot be read are told', ({ row, name }) => {
    fc.assert(
      fc.property(hostileValue(row), (value) => {
        const { problems } = served({
          serviceName: 'demo',
          ...(name.endsWith('.1') && { 'servicePath.1': '/more' }),
          ...baseFor(row),
          [name]: value,
        });
        const readable = row.codec({ separator: ',' }).decode(value)._tag === 'Right';
        if (!readable && value !== '')
          expect(problems).toContainEqual(expect.objectContaining({ parameter: name }));
      }),
      { numRuns: 15 },
    );
  });

  const value = fc
    .array(fc.constantFrom(...hostilePieces, 'a', 'B', '1'), { minLength: 1, maxLength: 6 })
    .map((pieces) => pieces.join('').trim());

  // Row, how a value is written for it, how it stands in the configuration when it is taken.
  it.each<[string, (value: string) => string, (value: string) => string]>([
    ['users', (text) => `ann:${text}`, (text) => text],
    ['userAgent', (text) => text, (text) => text.toLowerCase()],
    ['serviceHeader', (text) => `X-A:${text}`, (text) => text],
    [
      'setReqHeader',
      (text) => `X-A "${text.replace(/["\\]/g, '\\$&')}"`,
      (text) => text.replace(/%%?/g, '%%'),
    ],
    [
      'addResHeader',
      (text) => `X-A "${text.replace(/["\\]/g, '\\$&')}"`,
      (text) => text.replace(/%%?/g, '%%'),
    ],
  ])('of %s arrive as they are', (name, written, expected) => {
    let arrived = 0;
    fc.assert(
      fc.property(value, (text) => {
        fc.pre(!text.includes(',') && !/%[[{b]/.test(text) && text !== '');
        const { config, problems } = served({ serviceName: 'demo', ...base, [name]: written(text) });
        if (problems.length > 0) return;
        arrived += 1;
        expect(linesOf(haproxyCfg(config)).flatMap(({ words }) => words)).toContain(expected(text));
      }),
    );
    expect(arrived).toBeGreaterThan(40);
  });

  it('of paths and hosts arrive as they are, or are told', () => {
    fc.assert(
      fc.property(value, (text) => {
        fc.pre(!text.includes(','));
        const parameters = {
          serviceName: 'demo',
          port: '80',
          servicePath: `/${text}`,
          serviceDomain: `a${text}`,
        };
        const { config, problems } = served({ ...parameters, serviceDomainAlgo: 'hdr(host)' });
        if (problems.length > 0) return;
        const host = `a${text}`.toLowerCase().replace(/:\d*$/, '');
        expect(config.maps.map(({ entries }) => [...entries.keys()])).toEqual([
          [`|${host}#|/${text}`],
          [`${host}#`],
          [],
        ]);
      }),
    );
  });

  it.each(['users', 'serviceCert'])("of %s are nobody else's business", (name) => {
    const secret = 'sesame-open-1';
    const between = value.filter((text) => !text.includes(':'));
    fc.assert(
      fc.property(between, between, fc.constantFrom('', 'ann:', ':', 'ann:x,'), (before, after, begin) => {
        const given = `${begin}${before}${secret}${after}`;
        const { config, problems } = served({ serviceName: 'demo', ...base, [name]: given });
        expect(JSON.stringify(problems)).not.toContain(secret);
        expect(shownCfg(config)).not.toContain(secret);
      }),
    );
  });
});

const base = { port: '8080', servicePath: '/demo' };
