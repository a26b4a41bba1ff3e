import fc from 'fast-check';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { NEVER } from 'rxjs';
import { describe, expect, it } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Outcome } from '../../src/core/outcome.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import type { Plan } from '../../src/core/plan.js';
import { createRender } from '../../src/core/render/render.js';
import { haproxyCfg, type RenderedConfig } from '../../src/core/rendered-config.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { WaggleError } from '../../src/errors.js';
import type { Haproxy } from '../../src/ports.js';
import { createPass } from '../../src/reconcile/pass.js';
import { passInput } from '../../src/reconcile/pass-input.js';
import { createQuarantine } from '../../src/reconcile/quarantine.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const layOut = await projectLayOut();

/** What a HAProxy says to these lines; nothing if it takes them. */
type Verdict = (lines: readonly string[]) => string;

/** Names all lines of a kind. */
const named =
  (refused: RegExp): Verdict =>
  (lines) =>
    lines.flatMap((line, at) => (refused.test(line) ? [`[haproxy.cfg:${at + 1}] : no good`] : [])).join('\n');

/** A HAProxy that keeps what it is given, and refuses what a test says. */
function fakeHaproxy(verdict: Verdict) {
  const plans: Plan[] = [];
  let applied: RenderedConfig | undefined;
  let refusals = 0;
  const haproxy: Haproxy = {
    capabilities: { dynamicBackends: false },
    applied: () => applied,
    apply: (plan, wanted) => {
      plans.push(plan);
      const output = verdict(haproxyCfg(wanted).split('\n'));
      if (output !== '') {
        refusals += 1;
        return TE.left<WaggleError, Plan>({ _tag: 'ConfigRejected', output });
      }
      applied = wanted;
      return TE.right(plan);
    },
    status: () => ({ running: true, version: '3.4.7', pid: 1, restarts: 0, oldWorkers: 0 }),
    lost$: NEVER,
    stop: async () => {},
  };
  return { haproxy, plans, refusals: () => refusals };
}

function passOver(refused: RegExp | Verdict = /(?!)/) {
  const fake = fakeHaproxy(refused instanceof RegExp ? named(refused) : refused);
  let now = 0;
  const quarantine = createQuarantine(() => now);
  const seen: number[] = [];
  const pass = createPass({
    haproxy: fake.haproxy,
    quarantine,
    clock: () => now,
    reloadPace: { wait: async () => {}, reloaded: () => {} },
    metrics: { quarantineSeen: (count) => seen.push(count) },
  });
  const newView = () => ({
    readServices: createReadServices(someParseSettings()),
    render: createRender(someRenderSettings(), layOut),
    problems: [],
  });
  let view = newView();
  const input = (services: readonly Parameters[], staticServices: Parameters[] = []) =>
    passInput(snapshotOf(services), { ...view, staticServices });
  return {
    ...fake,
    input,
    pass,
    quarantine,
    seen,
    cfg: () => haproxyCfg(fake.haproxy.applied() ?? expect.fail()),
    /** Time passes; files have changed. */
    later: () => {
      now += 1_000;
      view = newView();
    },
    /** Starts with this, as the one before left it. */
    remember: (standIns: readonly Parameters[]) => quarantine.remember(view.readServices(standIns).specs),
    standIns: async (...services: readonly Parameters[]) => (await pass(() => input(services))).standIns,
    run: async (...services: readonly Parameters[]) => (await pass(() => input(services))).outcome,
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

/** Refused by the fake HAProxies below, in ways that real ones have. */
const kinds = ['named', 'aborting', 'silent', 'closing'] as const;
type Kind = (typeof kinds)[number] | 'good';
const lineOf: Readonly<Record<Kind, string>> = {
  good: '',
  named: 'option named',
  aborting: 'option aborting',
  silent: 'option silent',
  closing: 'http-request deny if named',
};

/** Reads up to the first line that makes it stop, and tells of all lines before it; of a silent one only if of no other. */
const moody: Verdict = (lines) => {
  const stop = lines.findIndex((line) => line.includes('option aborting'));
  const read = stop < 0 ? lines : lines.slice(0, stop + 1);
  const words = named(/option (named|aborting)|if named/)(read);
  return words === '' && lines.some((line) => line.includes('option silent')) ? 'something is wrong' : words;
};

interface Version {
  readonly kind: Kind;
  readonly number: number;
  /** Something else that HAProxy reads. */
  readonly speaks: boolean;
}

const version: fc.Arbitrary<Version> = fc.record({
  kind: fc.oneof({ weight: 2, arbitrary: fc.constant<Kind>('good') }, fc.constantFrom<Kind>(...kinds)),
  number: fc.integer({ min: 1, max: 9 }),
  speaks: fc.boolean(),
});
const names = Array.from({ length: 12 }, (_, at) => `s${String(at).padStart(2, '0')}`);
const snapshots = fc.array(fc.dictionary(fc.constantFrom(...names), version, { noNullPrototype: true }), {
  minLength: 1,
  maxLength: 5,
});

function parametersOf(serviceName: string, { kind, number, speaks }: Version): Parameters {
  const extra = [speaks ? 'option httpchk' : '', lineOf[kind]].filter((line) => line !== '').join('\\n');
  return {
    serviceName,
    // Names the backend, so that its version can be seen.
    port: `8${number}`,
    servicePath: `/${serviceName}`,
    ...(extra === '' ? {} : { backendExtra: extra }),
  };
}

describe('quarantine', () => {
  const version1 = { ...bad, timeoutServer: '12' };

  it('keeps the last good version of a service in service, and lets others change', async () => {
    const { run, cfg, quarantine, seen } = passOver(/timeout server 13s/);
    await run(good, version1);
    const outcome = await run({ ...good, timeoutServer: '14' }, bad);
    expect(outcome).toMatchObject({ kind: 'reload' });
    expect(outcome.problems).toMatchObject([
      { service: 'bad', advice: 'correct its parameters; until then it is served as before' },
    ]);
    expect(cfg()).toContain('timeout server 12s');
    expect(cfg()).toContain('timeout server 14s');
    expect(quarantine.list()).toMatchObject([{ service: 'bad', serves: 'last_good' }]);
    expect((await run({ ...good, timeoutServer: '15' }, bad)).problems).toEqual(outcome.problems);
    expect(cfg()).toContain('timeout server 12s');
    expect(seen).toEqual([0, 1, 1]);
  });

  it('ends when the service is corrected or gone', async () => {
    const { run, cfg, quarantine } = passOver(/timeout server 13s/);
    await run(good, version1);
    await run(good, bad);
    expect(await run(good, { ...bad, timeoutServer: '14' })).toMatchObject({ problems: [] });
    expect(cfg()).not.toContain('timeout server 12s');
    expect(quarantine.list()).toEqual([]);
    await run(good, bad);
    await run(good);
    expect(quarantine.list()).toEqual([]);
    expect(cfg()).not.toContain('backend bad-');
  });

  it('tries again when files have changed, and says since when and of what in the same words as before', async () => {
    const { run, later, plans, quarantine } = passOver(/timeout server 13s/);
    await run(good, version1);
    const before = await run(good, bad);
    const tries = plans.length;
    later();
    const earlier = { serviceName: 'another', port: '80', servicePath: '/another' };
    expect((await run(good, bad, earlier)).problems).toEqual(before.problems);
    expect(plans.length).toBe(tries + 2);
    expect(quarantine.list()).toMatchObject([{ service: 'bad', since: 0, serves: 'last_good' }]);
  });

  it('serves the last good version after a restart, too, if it may stand in and is told of it', async () => {
    const before = passOver(/timeout server 13s/);
    await before.run(good, version1);
    const standIns = await before.standIns(good, bad);
    expect(standIns).toEqual([version1]);
    expect(await before.standIns(good, version1)).toEqual([]);

    const { run, cfg, remember, quarantine } = passOver(/timeout server 13s/);
    remember(standIns);
    expect((await run(good, bad)).problems).toMatchObject([
      { service: 'bad', advice: expect.stringContaining('served as before') },
    ]);
    expect(cfg()).toContain('timeout server 12s');
    expect(quarantine.list()).toMatchObject([{ service: 'bad', serves: 'last_good' }]);
    const closed = passOver(/timeout server 13s/);
    closed.remember(standIns);
    await closed.run(good, { ...bad, denyHttp: 'true' });
    expect(closed.cfg()).not.toContain('backend bad-');
  });

  it('keeps what is served where files make HAProxy refuse all services, though none has changed', async () => {
    let refused = /(?!)/;
    const { run, cfg, later, quarantine } = passOver((lines) => named(refused)(lines));
    await run(good, version1);
    const before = cfg();
    later();
    refused = /^ +server /;
    expect(await run(good, version1)).toMatchObject({
      kind: 'failed',
      problems: [{ service: '(settings)' }],
    });
    expect(cfg()).toBe(before);
    expect(quarantine.list()).toEqual([]);
    refused = /(?!)/;
    expect((await run(good, version1)).kind).toBe('noop');

    const again = passOver(/^ +server /);
    again.remember([good, version1]);
    expect(await again.run(good, version1)).toMatchObject({ kind: 'failed' });
    expect(await again.run(good, { ...version1, port: '82' })).toMatchObject({ kind: 'reload' });
  });

  it.each([
    ['named', named(/timeout server 12s/)],
    [
      'said nothing of',
      (lines: readonly string[]) => (lines.some((line) => line.includes('timeout server 12s')) ? 'no' : ''),
    ],
  ])(
    'blames a last good version of before a restart that is wanted again, where it is %s',
    async (_how, verdict) => {
      const { run, cfg, remember, quarantine } = passOver(verdict);
      remember([version1]);
      expect((await run(good, version1)).kind).not.toBe('failed');
      expect(cfg()).toContain('backend good-be80_0');
      expect(quarantine.list()).toMatchObject([{ service: 'bad', serves: 'nothing' }]);
    },
  );

  it('leaves a service out rather than in a version that lets in what the refused one does not', async () => {
    const { run, cfg, quarantine } = passOver(/timeout server 13s/);
    await run(good, version1);
    const outcome = await run(good, { ...bad, denyHttp: 'true' });
    expect(outcome.problems).toMatchObject([{ advice: expect.stringContaining('would let in') }]);
    expect(cfg()).not.toContain('backend bad-');
    expect(quarantine.list()).toMatchObject([{ serves: 'nothing' }]);
  });

  it('leaves a service out whose last good version is refused as well', async () => {
    let refused = /timeout server 13s/;
    const { run, cfg, quarantine } = passOver((lines) => named(refused)(lines));
    await run(good, version1);
    await run(good, bad);
    refused = /timeout server 1[23]s/;
    expect((await run({ ...good, timeoutServer: '14' }, bad)).kind).toBe('reload');
    expect(cfg()).toContain('timeout server 14s');
    expect(cfg()).not.toContain('backend bad-');
    expect(quarantine.list()).toMatchObject([{ serves: 'nothing' }]);
  });

  it('blames who changed, and not the service whose lines were made wrong by that', async () => {
    // Says of the second that the first has its name.
    const { run, cfg, quarantine } = passOver((lines) =>
      lines.some((line) => line.includes('timeout server 13s')) ? named(/^backend good/)(lines) : '',
    );
    await run(good, version1);
    await run(good, bad);
    expect(quarantine.list()).toMatchObject([{ service: 'bad', serves: 'last_good' }]);
    expect(cfg()).toContain('backend good-be80_0');
  });

  it('blames a service that has not changed when nobody has', async () => {
    // Uses what another one has.
    const { run, cfg, quarantine } = passOver((lines) =>
      lines.some((line) => line.startsWith('backend good')) ? '' : named(/^backend bad/)(lines),
    );
    await run(good, bad);
    const innocent = { serviceName: 'innocent', port: '80', servicePath: '/innocent' };
    await run(bad, innocent);
    expect(quarantine.list()).toMatchObject([{ service: 'bad', serves: 'nothing' }]);
    expect(cfg()).toContain('backend innocent-');
  });

  it('lets plain services through before those that HAProxy may have to be asked about one by one', async () => {
    let asked = 0;
    let served: number | undefined;
    const { run, cfg } = passOver((lines) => {
      asked += 1;
      const [words = ''] = named(/option aborting/)(lines).split('\n');
      if (words === '' && lines.some((line) => line.startsWith('backend fresh-'))) served ??= asked;
      return words;
    });
    await run(good);
    asked = 0;
    const bads = names.map((name) => parametersOf(name, { kind: 'aborting', number: 1, speaks: false }));
    const outcome = await run(good, { serviceName: 'fresh', port: '80', servicePath: '/fresh' }, ...bads);
    expect(served).toBe(3);
    expect(cfg()).toContain('backend fresh-');
    expect(outcome.problems).toHaveLength(names.length);
    expect(asked).toBeLessThanOrEqual(names.length + 2);
  });

  it('gives the names of a last good version to whoever wants them now', async () => {
    const { run, cfg, quarantine } = passOver(/option named/);
    const both = { serviceName: 'x', port: '80', httpsPort: '443', servicePath: '/x' };
    await run(good, both);
    expect(cfg()).toContain('backend https-x-be443_0');
    const refused = { serviceName: 'x', port: '80', servicePath: '/x', backendExtra: 'option named' };
    const heir = { serviceName: 'heir', aclName: 'https-x', port: '443', servicePath: '/heir' };
    expect((await run(good, refused, heir)).kind).not.toBe('failed');
    expect(cfg().match(/^backend https-x-be443_0/gm)).toHaveLength(1);
    expect(cfg()).not.toContain('backend x-be80_0');
    expect(quarantine.list()).toMatchObject([{ service: 'x', serves: 'nothing' }]);
  });

  it('says nothing of the secrets that HAProxy quotes', async () => {
    const { run } = passOver((lines) =>
      lines
        .flatMap((line, at) => (line.includes('opensesame') ? [`[haproxy.cfg:${at + 1}] : ${line}`] : []))
        .join('\n'),
    );
    const outcome = await run(good, { ...bad, users: 'alice:opensesame' });
    expect(outcome.problems).toMatchObject([{ service: 'bad', rule: expect.stringContaining('(hidden)') }]);
    expect(JSON.stringify(outcome)).not.toContain('opensesame');
    const nobodys = passOver((lines) => lines.find((line) => line.includes('opensesame')) ?? 'no');
    const failed = await nobodys.run(good, { ...bad, users: 'alice:opensesame' });
    expect(failed.kind).toBe('failed');
    expect(JSON.stringify(failed)).not.toContain('opensesame');
  });

  it('never costs a good service anything, nor a bad one its last good version, whatever HAProxy says', async () => {
    await fc.assert(
      fc.asyncProperty(snapshots, async (history) => {
        const { run, cfg, refusals, quarantine } = passOver(moody);
        const expected = new Map<string, number>();
        for (const snapshot of history) {
          const services = Object.entries(snapshot).map(([name, one]) => parametersOf(name, one));
          for (const name of names) {
            const one = snapshot[name];
            if (one?.kind === 'good') expected.set(name, one.number);
            else if (one === undefined || one.kind === 'closing') expected.delete(name);
          }
          let outcome: Outcome;
          let passes = 0;
          do {
            const before = refusals();
            outcome = await run(...services);
            passes += 1;
            expect(outcome.kind).not.toBe('failed');
            expect(refusals() - before).toBeLessThanOrEqual(20);
          } while (outcome.unfinished && passes < 10);
          expect(outcome.unfinished).toBeUndefined();
          const served = [...cfg().matchAll(/^backend (s\d+)-be8(\d)_0/gm)];
          expect(new Map(served.map(([, name = '', number]) => [name, Number(number)]))).toEqual(expected);
          const bads = Object.entries(snapshot).filter(([, { kind }]) => kind !== 'good');
          expect(quarantine.list().map(({ service }) => service)).toEqual(bads.map(([name]) => name).sort());
          const again = refusals();
          expect((await run(...services)).kind).toBe('noop');
          expect(refusals()).toBe(again);
        }
      }),
      { numRuns: 100 },
    );
  });
});
