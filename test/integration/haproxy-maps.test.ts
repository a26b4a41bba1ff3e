import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { aConfig, type Bench, freePort, openBench } from '../support/haproxy-bench.js';
import { haproxyVersions } from '../support/haproxy-versions.js';

const weird = fc.constantFrom(
  ';',
  '\\',
  '"',
  "'",
  '#',
  '<<',
  '@',
  '$',
  '%',
  '|',
  '!',
  '{',
  '}',
  'é',
  '→',
  '/',
  'a',
  '0',
);
const word = fc.array(weird, { minLength: 1, maxLength: 8 }).map((parts) => parts.join(''));
/** Routing keys are paths. */
const key = word.map((text) => `/${text}`);
const entries = fc.dictionary(key, word, { maxKeys: 6, noNullPrototype: true });

describe.each(haproxyVersions)('maps of HAProxy %s', (version) => {
  let bench: Bench;
  let port: number;

  beforeEach(async () => {
    bench = await openBench(version);
    port = await freePort();
  });
  afterEach(() => bench.close());

  const withRoutes = (routes: Readonly<Record<string, string>>) =>
    aConfig({ port, routes, backends: { one: [] } });
  /** What the map of the running worker holds, in its order. */
  const shown = async () => {
    const lines = (await bench.ask('show map maps/routes.map')).split('\n').filter((line) => line !== '');
    return lines.map((line) => line.split(' ').slice(1).join(' '));
  };

  it('hold what was put, whatever characters it has', async () => {
    await bench.apply(withRoutes({ '/start': 'one' }));
    await fc.assert(
      fc.asyncProperty(entries, async (routes) => {
        const wanted = { '/start': 'one', ...routes };
        expect(await bench.apply(withRoutes(wanted))).not.toMatchObject({ kind: 'reload' });
        expect((await shown()).sort()).toEqual(
          Object.entries(wanted)
            .map((entry) => entry.join(' '))
            .sort(),
        );
      }),
      { numRuns: 150 },
    );
  });

  it('are replaced as a whole, in order, also when they are large', async () => {
    await bench.apply(withRoutes({ '/start': 'one' }));
    const many = new Map(
      Array.from({ length: 3_000 }, (_, index) => [`/path;${index}#`, `backend-${index}`]),
    );
    const wanted = withRoutes(Object.fromEntries(many));
    const plan = {
      kind: 'dynamic',
      changes: [
        { kind: 'put', map: 'maps/routes.map', key: '/start', value: 'two' },
        { kind: 'replace', map: 'maps/routes.map', entries: many },
        { kind: 'delete', map: 'maps/routes.map', key: '/path;7#' },
        { kind: 'put', map: 'maps/routes.map', key: '/path;7#', value: 'seven' },
        { kind: 'put', map: 'maps/routes.map', key: '/path;8#', value: 'eight' },
      ],
    } as const;
    expect(await bench.haproxy.apply(plan, wanted)()).toMatchObject({ right: { kind: 'dynamic' } });
    const after = new Map(many).set('/path;8#', 'eight');
    after.delete('/path;7#');
    expect(await shown()).toEqual([...after.set('/path;7#', 'seven')].map((entry) => entry.join(' ')));
  });
});
