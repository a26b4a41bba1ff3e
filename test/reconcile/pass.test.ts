import * as TE from 'fp-ts/lib/TaskEither.js';
import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import type { Plan } from '../../src/core/plan.js';
import { createRender } from '../../src/core/render/render.js';
import { haproxyCfg, type RenderedConfig } from '../../src/core/rendered-config.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { WaggleError } from '../../src/errors.js';
import type { Haproxy } from '../../src/ports.js';
import { createPass } from '../../src/reconcile/pass.js';
import { passInput } from '../../src/reconcile/pass-input.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const layOut = await projectLayOut();

/** A HAProxy that keeps what it is given, and refuses lines that a test names. */
function fakeHaproxy(refusedLine?: RegExp) {
  const plans: Plan[] = [];
  let applied: RenderedConfig | undefined;
  const haproxy: Haproxy = {
    capabilities: { dynamicBackends: false },
    applied: () => applied,
    apply: (plan, wanted) => {
      plans.push(plan);
      const lines = haproxyCfg(wanted).split('\n');
      const bad = lines.flatMap((line, at) =>
        refusedLine?.test(line) ? [`[haproxy.cfg:${at + 1}] : no good`] : [],
      );
      if (bad.length > 0)
        return TE.left<WaggleError, Plan>({ _tag: 'ConfigRejected', output: bad.join('\n') });
      applied = wanted;
      return TE.right(plan);
    },
    status: () => ({ running: true, version: '3.4.7', pid: 1, restarts: 0 }),
    lost$: NEVER,
    stop: async () => {},
  };
  return { haproxy, plans };
}

function passOver(refusedLine?: RegExp) {
  const { haproxy, plans } = fakeHaproxy(refusedLine);
  const pass = createPass({
    haproxy,
    clock: () => 0,
    waitForReload: async () => {},
  });
  const view = {
    readServices: createReadServices(someParseSettings()),
    render: createRender(someRenderSettings(), layOut),
    problems: [],
  };
  const input = (services: Parameters[], staticServices: Parameters[] = []) =>
    passInput(snapshotOf(services), { ...view, staticServices });
  return {
    haproxy,
    plans,
    input,
    pass,
    run: async (...services: Parameters[]) => (await pass(() => input(services))).outcome,
  };
}

const good = { serviceName: 'good', port: '80', servicePath: '/good' };
const bad = { serviceName: 'bad', port: '81', servicePath: '/bad', timeoutServer: '13' };

describe('a pass', () => {
  it('starts HAProxy, changes maps where that is enough, and does nothing where nothing changed', async () => {
    const { run } = passOver();
    expect((await run(good)).reasons).toEqual([{ kind: 'start', detail: 'HAProxy is started' }]);
    expect((await run(good)).kind).toBe('noop');
    expect((await run({ ...good, servicePath: '/good,/more' })).kind).toBe('dynamic');
    expect((await run()).kind).toBe('dynamic');
  });

  it('leaves out the service that HAProxy refuses, with its words, and applies the others', async () => {
    const { run, haproxy } = passOver(/timeout server 13s/);
    const outcome = await run(good, bad);
    expect(outcome.kind).toBe('reload');
    expect(outcome.problems).toMatchObject([{ service: 'bad', rule: expect.stringContaining('no good') }]);
    expect(haproxyCfg(haproxy.applied() ?? expect.fail())).toContain('backend good-be80_0');
    expect(haproxyCfg(haproxy.applied() ?? expect.fail())).not.toContain('backend bad-be81_0');
  });

  it('does not try a refused service again before its parameters change', async () => {
    const { run, plans } = passOver(/timeout server 13s/);
    await run(good, bad);
    const attempts = plans.length;
    expect((await run(good, bad)).kind).toBe('noop');
    expect(plans.length).toBe(attempts + 1);
    const corrected = await run(good, { ...bad, timeoutServer: '14' });
    expect(corrected).toMatchObject({ kind: 'reload', problems: [] });
  });

  it('serves static services under the snapshot’s revision, and the swarm’s own where a name is in both', async () => {
    const { pass, input, haproxy } = passOver();
    const fixed = { serviceName: 'fixed', port: '90', servicePath: '/fixed' };
    const { outcome } = await pass(() => input([good], [fixed, { ...fixed, serviceName: 'good' }]));
    expect(outcome).toMatchObject({ revision: snapshotOf([good]).revision, problems: [{ service: 'good' }] });
    const cfg = haproxyCfg(haproxy.applied() ?? expect.fail());
    expect(cfg).toContain('backend fixed-be90_0');
    expect(cfg).toContain('backend good-be80_0');
  });

  it('fails with HAProxy’s words, which are a problem of the settings, when no service is at fault', async () => {
    const { run } = passOver(/^global/);
    expect(await run(good)).toMatchObject({
      kind: 'failed',
      error: expect.stringContaining('no good'),
      problems: [{ service: '(settings)', rule: expect.stringContaining('no good') }],
    });
  });
});
