import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { configFile } from '../../src/sources/config-file.js';

const config: RenderedConfig = {
  revision: 'r',
  sections: [
    { name: 'global', kind: 'frame', text: 'global\n', hidden: [] },
    { name: 'userlist u', kind: 'frame', text: 'userlist u\n    user a password p\n', hidden: ['p'] },
  ],
  maps: [
    {
      name: 'maps/routes.map',
      match: 'end',
      entries: new Map([
        ['10', 'first'],
        ['2', 'then'],
      ]),
    },
  ],
  files: new Map([['errors/503.http', 'sorry']]),
  certificates: new Map(),
  discovery: [{ backend: 'b', hostname: 'h', port: 80, servers: ['s1'] }],
};

describe('the saved configuration', () => {
  let folder: string;
  const path = () => join(folder, 'last-good.json');
  beforeEach(async () => {
    folder = await mkdtemp(join(tmpdir(), 'waggle-config-'));
  });
  afterEach(() => rm(folder, { recursive: true }));

  it('is nothing at first', async () => {
    expect(await configFile(folder).load()()).toEqual(E.right(undefined));
  });

  it('comes back as it was, in the same order, and is for its owner only', async () => {
    await configFile(folder).save(config)();
    const loaded = await configFile(folder).load()();
    expect(loaded).toEqual(E.right(config));
    expect(E.isRight(loaded) && [...(loaded.right?.maps[0]?.entries.keys() ?? [])]).toEqual(['10', '2']);
    expect((await stat(path())).mode & 0o777).toBe(0o600);
  });

  it('does not count what it does not need', async () => {
    const [global] = config.sections;
    const section = { ...(global ?? expect.fail()), service: 'web', sharedBy: ['x'] };
    await configFile(folder).save({ ...config, sections: [section] })();
    expect(await configFile(folder).load()()).toEqual(E.right({ ...config, sections: [global] }));
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -1)],
    ['empty', () => ''],
    ['changed by hand', (text: string) => text.replace('sorry', 'hello')],
    ['something else', () => '{}\n{}'],
  ])('is not used when it is %s', async (_how, damage) => {
    await configFile(folder).save(config)();
    await writeFile(path(), damage(await readFile(path(), 'utf8')));
    expect(await configFile(folder).load()()).toMatchObject(E.left({ _tag: 'BadSavedConfig', path: path() }));
  });
});
