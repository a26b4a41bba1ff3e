import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import type { Outcome } from '../../src/core/outcome.js';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { createRender } from '../../src/core/render/render.js';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { Haproxy } from '../../src/ports.js';
import { createPass } from '../../src/reconcile/pass.js';
import { passInput } from '../../src/reconcile/pass-input.js';
import { createQuarantine, type Quarantine } from '../../src/reconcile/quarantine.js';
import { type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { type HaproxyVersion, haproxyBin, haproxyVersions } from '../support/haproxy-versions.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const layOut = await projectLayOut();

/** Raw lines that only HAProxy refuses: when it reads them; it tells of all. */
const wrongLines = [
  'nosuchkeyword 1',
  'timeout server nonsense',
  'option nonsense',
  'stick-table type nonsense size 1',
  'server extra 127.0.0.1:99999999',
];
/** When it has read everything; from 3.4 on it tells of one at a time. */
const danglingLines = [
  'use-server nobody if TRUE',
  'stick on src table none',
  'filter cache none',
  'server other 127.0.0.1:1 resolvers nosuch',
];
/** It reads no further than to one of these. */
const stoppingLines = [
  'http-request set-header X-A %[nosuch]',
  'http-response set-header X-A',
  'http-request replace-path ( x',
];

const aGood = (at: number): Parameters => ({
  serviceName: `good-${at}`,
  port: '80',
  servicePath: `/good-${at}/`,
  ...(at % 3 === 0 ? { timeoutServer: String(10 + (at % 7)) } : {}),
  ...(at % 5 === 0 ? { serviceDomain: `good-${at}.example.com`, httpsOnly: 'true' } : {}),
  ...(at % 11 === 0 ? { users: 'alice:secret', addReqHeader: 'X-From proxy' } : {}),
});
const aBad = (at: number, lines: readonly string[]): Parameters => ({
  serviceName: `bad-${at}`,
  port: '80',
  servicePath: `/bad-${at}`,
  backendExtra: lines[at % lines.length] ?? '',
});
const many = (count: number, make: (at: number) => Parameters) =>
  Array.from({ length: count }, (_, at) => make(at));

/** A HAProxy that writes down each check of a configuration. */
async function countingHaproxy(version: HaproxyVersion) {
  const bin = haproxyBin(version);
  const folder = await mkdtemp(join(tmpdir(), 'waggle-'));
  const [path, checks] = [join(folder, 'haproxy'), join(folder, 'checks')];
  await writeFile(checks, '');
  await writeFile(path, `#!/bin/sh\n[ "$1" = -c ] && echo check >>${checks}\nexec ${bin} "$@"\n`);
  await chmod(path, 0o755);
  vi.stubEnv(`WAGGLE_HAPROXY_${version.replace('.', '_')}`, path);
  return {
    checks: async () => (await readFile(checks, 'utf8')).split('\n').length - 1,
    remove: () => rm(folder, { recursive: true }),
  };
}

describe.each(haproxyVersions)('quarantine with HAProxy %s', (version) => {
  let bench: Bench;
  let port: number;
  let checks: () => Promise<number>;
  let remove: () => Promise<void>;
  let quarantine: Quarantine;

  beforeEach(async () => {
    ({ checks, remove } = await countingHaproxy(version));
    bench = await openBench(version);
    port = await freePort();
    quarantine = createQuarantine(Date.now);
  });
  afterEach(async () => {
    await bench.close();
    await remove();
    vi.unstubAllEnvs();
  });

  /** Applies lists of services one after the other; tells how many checks it took until the last list's good ones were served. */
  async function serveInTurn(...lists: readonly (readonly Parameters[])[]) {
    const view = {
      readServices: createReadServices(someParseSettings({ entryPorts: [port] })),
      render: createRender(
        someRenderSettings({ binds: [{ port, options: '', ssl: false }], resolvers: [] }),
        layOut,
      ),
      problems: [],
      staticServices: [],
    };
    let goods = 0;
    let startedAt = 0;
    let served: { checks: number; ms: number } | undefined;
    const watched: Haproxy = {
      ...bench.haproxy,
      apply: (plan, wanted) =>
        pipe(
          bench.haproxy.apply(plan, wanted),
          TE.chainFirstTaskK((how) => async () => {
            const there = wanted.sections.filter(({ name }) => name.startsWith('backend good-')).length;
            if (there === goods)
              served ??= { checks: await checks(), ms: Math.round(performance.now() - startedAt) };
            return how;
          }),
        ),
    };
    const pass = createPass({
      haproxy: watched,
      quarantine,
      clock: Date.now,
      reloadPace: { wait: async () => {}, reloaded: () => {} },
      metrics: { quarantineSeen: () => {} },
    });
    let outcome: Outcome | undefined;
    let before = 0;
    for (const services of lists) {
      goods = services.filter(({ serviceName }) => serviceName?.startsWith('good-')).length;
      [served, before, startedAt] = [undefined, await checks(), performance.now()];
      do {
        outcome = (await pass(() => passInput(snapshotOf(services), view))).outcome;
      } while (outcome.unfinished);
    }
    const ms = Math.round(performance.now() - startedAt);
    return {
      outcome,
      served: served && served.checks - before,
      servedMs: served?.ms,
      checks: (await checks()) - before,
      ms,
    };
  }

  const before = [
    ...many(100, aGood),
    ...many(10, (at) => ({ serviceName: `bad-${at}`, port: '81', servicePath: `/bad-${at}` })),
  ];

  it.each([
    ['tells of all', wrongLines, 3],
    ['tells of some', [...wrongLines, ...danglingLines, ...stoppingLines], 24],
    ['tells of one at a time', stoppingLines, 24],
  ])(
    'serves 1,000 good services beside 20 bad ones at once where it %s',
    async (words, lines, mostChecks) => {
      const result = await serveInTurn(before, [...many(1_000, aGood), ...many(20, (at) => aBad(at, lines))]);
      console.log(
        `HAProxy ${version} ${words}: 1,000 good services after ${result.served} checks and ${result.servedMs} ms, all settled after ${result.checks} checks and ${result.ms} ms`,
      );
      expect(result.outcome?.kind).not.toBe('failed');
      expect(result.served).toBeLessThanOrEqual(3);
      expect(result.checks).toBeLessThanOrEqual(mostChecks);

      const routes = await bench.ask('show map maps/routes.map');
      const backends = (await bench.ask('show backend')).split('\n');
      for (const { serviceName } of many(1_000, aGood)) {
        expect(backends).toContain(`${serviceName}-be80_0`);
        expect(routes).toContain(`!${serviceName}-be80_0`);
      }
      expect(backends.filter((name) => name.startsWith('bad-')).sort()).toEqual(
        many(10, (at) => aBad(at, lines)).map(({ serviceName }) => `${serviceName}-be81_0`),
      );
      expect(quarantine.list()).toHaveLength(20);
      expect(quarantine.list().filter(({ serves }) => serves === 'last_good')).toHaveLength(10);
      expect(result.outcome?.problems).toHaveLength(20);
    },
  );
});
