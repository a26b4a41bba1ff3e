import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { createReadServices } from '../../src/core/desired-state.js';
import { faultyServices } from '../../src/core/faulty-services.js';
import { isRegularExpression } from '../../src/core/language/regular-expression.js';
import { usersOf } from '../../src/core/parameters/values/user-list.js';
import { createRender } from '../../src/core/render/render.js';
import type { ServiceSpec } from '../../src/core/services/service-spec.js';
import { complaints } from '../../src/haproxy/check-config.js';
import { type ConfigFolder, configFile, createConfigFolder } from '../../src/haproxy/config-folder.js';
import { haproxyBin, haproxyVersions } from '../support/haproxy-versions.js';
import { everyRow, type HostileService, hostileService } from '../support/hostile-values.js';
import { someParseSettings, someRenderSettings } from '../support/settings.js';
import { projectLayOut } from '../support/templates.js';

const read = createReadServices(
  someParseSettings({ users: { shared: usersOf('root:r', false), secrets: new Map([['team', 'ann:1']]) } }),
);
const render = createRender(
  someRenderSettings({ users: usersOf('root:r', false), compression: { algorithms: ['gzip'] } }),
  await projectLayOut(),
);

/** Every row some times, each time in a service of its own. */
function batch(seed: number, times: number): readonly HostileService[] {
  return everyRow.flatMap((written, position) =>
    fc
      .sample(hostileService(written), { numRuns: times, seed: seed * 1_000 + position })
      .map(({ parameters, hostile }, time) => {
        const own = hostile.includes('serviceName') ? {} : { serviceName: `s${position}-${time}` };
        return { parameters: { ...parameters, ...own }, hostile };
      }),
  );
}

/** Where only HAProxy can know: raw lines and sample expressions. */
const onlyHaproxyKnows = /^(backendExtra|(add|set|del)(Req|Res)?Header)$/;

/** The last one is another one every time; it stands in the name of the test. */
const seeds = [1, 2, 3, Date.now() % 1_000_000];

describe.each(haproxyVersions)('hostile values before HAProxy %s', (version) => {
  let folder: ConfigFolder;
  beforeAll(async () => {
    folder = await createConfigFolder(await mkdtemp(join(tmpdir(), 'waggle-fuzz-')));
  });
  afterAll(() => rm(folder.path, { recursive: true, force: true }));

  /** Returns what HAProxy complains of when it is given these services; nothing when it takes them. */
  const complaintsOf = async (specs: readonly ServiceSpec[]) => {
    const { config } = render(specs);
    await folder.write(config);
    const output = await new Promise<string>((resolve) => {
      const options = { cwd: folder.path, maxBuffer: 64 * 1024 * 1024 };
      execFile(haproxyBin(version), ['-c', '-f', configFile], options, (error, stdout, stderr) =>
        resolve(error === null ? '' : complaints(`${stdout}\n${stderr}`)),
      );
    });
    return { config, output };
  };

  /** Leaves out whom HAProxy names, as a pass does, until it takes the rest; returns those. */
  const refusedOf = async (specs: readonly ServiceSpec[]): Promise<readonly ServiceSpec[]> => {
    const refused = new Set<ServiceSpec>();
    for (;;) {
      const { config, output } = await complaintsOf(specs.filter((spec) => !refused.has(spec)));
      if (output === '') return [...refused];
      const faults = faultyServices(config, output);
      const guilty = specs.filter((spec) => faults.has(spec.serviceName) && !refused.has(spec));
      expect(guilty, output).not.toEqual([]);
      for (const spec of guilty) refused.add(spec);
    }
  };

  it.each(seeds)('are a correct configuration or a problem (seed %i)', async (seed) => {
    const services = batch(seed, 8);
    const { specs } = read(services.map(({ parameters }) => parameters));
    const refused = await refusedOf(specs);
    expect(refused.length).toBeLessThan(specs.length / 10);
    for (const spec of refused) {
      const { parameters } =
        services.find(({ parameters }) => parameters.serviceName === spec.serviceName) ?? {};
      const { output } = await complaintsOf([spec]);
      // Nobody is left out for what somebody else gave.
      expect(output).not.toBe('');
      expect(Object.keys(parameters ?? {}), output).toContainEqual(expect.stringMatching(onlyHaproxyKnows));
    }
  });

  it.each(seeds)('take the regular expressions that are taken here (seed %i)', async (seed) => {
    const pieces = fc.array(fc.constantFrom(...expressionPieces), { minLength: 1, maxLength: 8 });
    const expressions = fc
      .sample(pieces, { numRuns: 20_000, seed })
      .map((some) => some.join(''))
      .filter((text) => isRegularExpression(text) && !/[,:]|^ | $/.test(text));
    expect(expressions.length).toBeGreaterThan(500);
    const { specs, problems } = read(
      expressions.flatMap((text, position) => [
        {
          serviceName: `r${position}`,
          port: '80',
          servicePath: text,
          pathType: position % 2 === 0 ? 'path_reg' : 'path_reg -i',
          reqPathSearch: text,
        },
      ]),
    );
    expect(problems).toEqual([]);
    expect((await complaintsOf(specs)).output).toBe('');
  });

  it('may be many, and long', async () => {
    const many = (item: (n: number) => string) => Array.from({ length: 3_000 }, (_, n) => item(n)).join();
    const { specs, problems } = read([
      {
        serviceName: 'many',
        port: '80',
        servicePath: many((n) => `/a${n}`),
        serviceDomain: many((n) => `a${n}.example`),
        servicePathExclude: many((n) => `/a1/${n}`),
        users: many((n) => `ann${n}:it's ${n}`),
        allowedMethods: many((n) => `M-${'ABCDEFGH'[n % 8]}`),
        setReqHeader: many((n) => `X-${n} "${'#'.repeat(100)}"`),
        reqPathSearchReplace: Array.from({ length: 3_000 }, (_, n) => `/a${n},/b`).join(':'),
        backendExtra: many((n) => `# ${n}`).replaceAll(',', '\\n'),
      },
      {
        serviceName: 'long',
        port: '80',
        servicePath: `/${'a'.repeat(1_779)}`,
        serviceDomain: 'a'.repeat(250),
        userAgent: `${many((n) => `agent ${n}`)},${'a'.repeat(60_000)}`,
        users: `${'a'.repeat(400)}:${"'".repeat(400)}`,
        setReqHeader: `X-A "${'%'.repeat(4_000)}"`,
        reqPathSearch: "'".repeat(1_000),
        reqPathReplace: "'".repeat(1_000),
        backendExtra: `http-request set-header X-B ${'b'.repeat(15_000)}`,
      },
    ]);
    expect(problems).toEqual([]);
    expect((await complaintsOf(specs)).output).toBe('');
  });
});

const expressionPieces =
  `a b 9 - _ / . ^ $ | * + ? *? { } {2} {2,} {2,3} {,3} {999} ( ( ( ) ) ) [ ] ] [^ [] [^] a-z z-a
  (?: (?= (?! (?<= (?<! (?<n> (?P<m> (?i) (?> [:alpha:] [:x:] [. \\d \\W \\s \\b \\1 \\x41 \\x{41} \\u0041 \\c \\n \\Q
  \\p{L} \\R \\K \\A \\. \\/ \\- \\] \\\\ \\ ' " # $HOME = ! < >`.split(/\s+/);
