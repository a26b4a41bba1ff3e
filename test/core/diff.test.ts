import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../src/core/capabilities.js';
import { createReadServices } from '../../src/core/desired-state.js';
import { diff as diffFor } from '../../src/core/diff.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const render = createRender(someRenderSettings(), await projectLayOut());
const configOf = (...services: Parameters[]) =>
  render(createReadServices(someParseSettings())(services).specs).config;
const demo = { serviceName: 'demo', port: '80', servicePath: '/demo' };
const web = { serviceName: 'web', port: '80', serviceDomain: 'a.com' };

const diff = (applied: RenderedConfig | undefined, wanted: RenderedConfig, version = '2.6.12') =>
  diffFor(applied, wanted, capabilitiesOf(version));

describe('diff', () => {
  it('plans a start where nothing runs', () => {
    expect(diff(undefined, configOf(demo))).toMatchObject({ kind: 'reload', reasons: [{ kind: 'start' }] });
  });

  it('plans nothing for the same content', () => {
    expect(diff(configOf(demo, web), configOf(web, demo))).toEqual({ kind: 'noop' });
  });

  it('plans map changes for a path more or less', () => {
    const more = configOf({ ...demo, servicePath: '/demo,/more' });
    const value = '2!demo!00000!demo-be80_0';
    expect(diff(configOf(demo), more)).toEqual({
      kind: 'dynamic',
      changes: [{ kind: 'put', map: 'maps/routes.map', key: '/more', value }],
    });
    expect(diff(more, configOf(demo))).toEqual({
      kind: 'dynamic',
      changes: [{ kind: 'delete', map: 'maps/routes.map', key: '/more' }],
    });
  });

  it('plans no reload for a service that only goes', () => {
    expect(
      diff(configOf(demo, { ...demo, serviceName: 'other', servicePath: '/o' }), configOf(demo)),
    ).toEqual({
      kind: 'dynamic',
      changes: [{ kind: 'delete', map: 'maps/routes.map', key: '/o' }],
    });
  });

  it('completes routes before hosts change and cleans them up after', () => {
    const before = configOf(web, { ...web, serviceName: 'v', serviceDomain: 'b.com' });
    const after = configOf(
      { ...web, serviceDomain: 'a.com,c.com' },
      { ...web, serviceName: 'v', serviceDomain: 'd.com' },
    );
    const plan = diff(before, after);
    const order =
      plan.kind === 'dynamic'
        ? plan.changes.map((change) => ('map' in change ? `${change.kind} ${change.map}` : change.kind))
        : [];
    expect(order).toEqual([
      'put maps/routes.map',
      'put maps/routes.map',
      'put maps/hosts.map',
      'put maps/hosts.map',
      'delete maps/hosts.map',
      'delete maps/routes.map',
    ]);
  });

  describe('where backends can be given to a running worker', () => {
    const other = { ...demo, serviceName: 'other', servicePath: '/other' };
    const slow = { ...other, timeoutServer: '7' };
    const given = { kind: 'backend_added', backend: { discovery: { backend: 'other-be80_0' } } };
    const route = { kind: 'put', map: 'maps/routes.map', key: '/other' };

    it.each([
      ['likely', configOf(), configOf(other)],
      [
        'used already',
        configOf({ ...demo, timeoutServer: '7' }),
        configOf({ ...demo, timeoutServer: '7' }, slow),
      ],
    ])('gives it one whose profile is %s, before the map leads there', (_what, before, after) => {
      expect(diff(before, after, '3.4.7')).toMatchObject({ kind: 'dynamic', changes: [given, route] });
      expect(diff(before, after, '3.3.9')).toMatchObject({
        kind: 'reload',
        reasons: [{ kind: 'backend_added' }],
      });
    });

    it.each([
      ['whose profile the worker does not know', slow],
      ['that says all of itself', { ...other, setReqHeader: 'X-A b' }],
      ['of which a part cannot be given', { ...other, serviceDomain: 'b.com', redirectFromDomain: 'c.com' }],
    ])('reloads for a backend %s', (_what, service) => {
      expect(diff(configOf(demo, web), configOf(demo, web, service), '3.4.7')).toMatchObject({
        kind: 'reload',
        reasons: expect.arrayContaining([expect.objectContaining({ kind: 'backend_added' })]),
      });
    });

    it('reloads once for very many, and names a few of them', () => {
      const many = Array.from({ length: 101 }, (_, n) => ({
        ...demo,
        serviceName: `m${n}`,
        servicePath: `/m${n}`,
      }));
      const plan = diff(configOf(demo), configOf(demo, ...many), '3.4.7');
      expect(plan).toMatchObject({ kind: 'reload', reasons: { length: 6 } });
      expect(plan.kind === 'reload' && plan.reasons.at(-1)).toEqual({
        kind: 'backend_added',
        detail: 'so it is with 96 more backends',
      });
      expect(diff(configOf(demo), configOf(demo, ...many.slice(1)), '3.4.7').kind).toBe('dynamic');
    });

    it('reloads once for the first of a profile, whose other backends are given then', () => {
      const first = configOf(demo, slow);
      const second = configOf(demo, slow, { ...slow, serviceName: 'third', servicePath: '/third' });
      expect(diff(first, second, '3.4.7')).toMatchObject({ kind: 'dynamic' });
    });

    it('does nothing about a profile that nobody uses any more', () => {
      expect(diff(configOf(demo, slow), configOf(demo), '3.4.7')).toEqual({
        kind: 'dynamic',
        changes: [{ kind: 'delete', map: 'maps/routes.map', key: '/other' }],
      });
    });

    it('gives the same whether services that have not changed are the same objects or equal ones', () => {
      const read = createReadServices(someParseSettings());
      const some = fc.subarray([demo, { ...demo, timeoutServer: '300' }, web, other, slow], { minLength: 1 });
      fc.assert(
        fc.property(some, some, fc.constantFrom('2.6.12', '3.4.7'), (before, after, version) => {
          const [applied, wanted] = [render(read(before).specs).config, render(read(after).specs).config];
          expect(diff(applied, wanted, version)).toEqual(diff(structuredClone(applied), wanted, version));
        }),
      );
    });

    it('needs no second time what the worker still has', () => {
      const wanted = configOf(demo);
      const before = configOf(demo, slow);
      // What the adapter says after the service is gone: the worker has more than is wanted.
      const worker = { ...wanted, sections: before.sections };
      expect(diff(worker, before)).toMatchObject({ kind: 'dynamic', changes: [route] });
    });
  });

  it.each([
    [
      'a new backend',
      configOf(demo),
      configOf(demo, { ...demo, serviceName: 'x', servicePath: '/x' }),
      'backend_added',
    ],
    ['a changed backend', configOf(demo), configOf({ ...demo, timeoutServer: '3' }), 'backend_changed'],
    ['a first host', configOf(demo), configOf({ ...demo, serviceDomain: 'a.com' }), 'frontend'],
    ['a default backend', configOf(demo), configOf({ ...demo, isDefaultBackend: 'true' }), 'frontend'],
  ])('gives its reason for reloading: %s', (_what, before, after, kind) => {
    expect(diff(before, after)).toMatchObject({ kind: 'reload', reasons: [{ kind }] });
  });
});
