import { mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { RenderedConfig } from '../../src/core/rendered-config.js';
import { createConfigFolder } from '../../src/haproxy/config-folder.js';

const config = (maps: Readonly<Record<string, string>>, page = 'sorry'): RenderedConfig => ({
  revision: 'r',
  sections: [{ name: 'global', kind: 'frame', text: 'global\n' }],
  maps: Object.entries(maps).map(([name, value]) => ({
    name,
    match: 'beg',
    entries: new Map([['/', value]]),
  })),
  files: new Map([['errorfiles/503.http', page]]),
  certificates: new Map([['certs/folder/a.pem', 'secret']]),
  discovery: [],
});

describe('a configuration folder', () => {
  let folder: string;
  beforeEach(async () => {
    folder = join(await mkdtemp(join(tmpdir(), 'waggle-')), 'config');
  });
  afterEach(() => rm(join(folder, '..'), { recursive: true }));
  const files = async () => {
    const entries = await readdir(folder, { recursive: true, withFileTypes: true });
    return entries
      .filter((entry) => entry.isFile())
      .map(({ name }) => name)
      .sort();
  };

  it('holds the configuration and nothing else, whatever was there', async () => {
    await mkdir(join(folder, 'maps'), { recursive: true });
    await writeFile(join(folder, 'maps', 'stale.map'), '');
    const { write } = await createConfigFolder(folder);
    await write(config({ 'maps/a.map': 'x', 'maps/b.map': 'y' }));
    expect(await files()).toEqual(['503.http', 'a.map', 'a.pem', 'b.map', 'haproxy.cfg', 'server-state']);
    await write(config({ 'maps/b.map': 'z' }));
    expect(await files()).toEqual(['503.http', 'a.pem', 'b.map', 'haproxy.cfg', 'server-state']);
    expect(await readFile(join(folder, 'maps/b.map'), 'utf8')).toBe('/ z\n');
  });

  it('leaves files alone that did not change', async () => {
    const { write } = await createConfigFolder(folder);
    await write(config({ 'maps/a.map': 'x' }));
    const before = await stat(join(folder, 'errorfiles/503.http'));
    const changed = await stat(join(folder, 'maps/a.map'));
    await write(config({ 'maps/a.map': 'y' }));
    expect((await stat(join(folder, 'errorfiles/503.http'))).ino).toBe(before.ino);
    expect((await stat(join(folder, 'maps/a.map'))).ino).not.toBe(changed.ino);
  });

  it('holds the last of several server states that are written at the same time', async () => {
    const { writeServerState } = await createConfigFolder(folder);
    const states = Array.from({ length: 20 }, (_, at) => `1\n${at}\n`);
    await Promise.all(states.map(writeServerState));
    expect(await readFile(join(folder, 'server-state'), 'utf8')).toBe(states.at(-1));
  });

  it('says which file cannot be written', async () => {
    const { write } = await createConfigFolder(folder);
    await mkdir(join(folder, 'maps/a.map'), { recursive: true });
    await expect(write(config({ 'maps/a.map': 'x' }))).rejects.toMatchObject({
      error: { _tag: 'FileFailed', path: join(folder, 'maps/a.map') },
    });
  });
});
