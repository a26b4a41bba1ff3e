import { mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { stateFile } from '../../src/sources/state-file.js';

let parent = '';
let folder = '';
const snapshot = snapshotOf([{ serviceName: 'web', port: '80' }]);

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'waggle-state-'));
  folder = join(parent, 'state');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

describe('the state file', () => {
  it('is nothing at first', async () => {
    expect(await stateFile(folder).load()()).toEqual(E.right(undefined));
  });

  it('gives back what was saved last, to another process too', async () => {
    const store = stateFile(folder);
    await store.save(snapshotOf([]))();
    expect(await store.save(snapshot)()).toEqual(E.right(undefined));
    expect(await stateFile(folder).load()()).toEqual(E.right(snapshot));
  });

  it('leaves nothing else behind and is for its owner only', async () => {
    await stateFile(folder).save(snapshot)();
    expect(await readdir(folder)).toEqual(['snapshot.json']);
    expect((await stat(join(folder, 'snapshot.json'))).mode & 0o777).toBe(0o600);
  });

  it('saves one after the other, the last one last', async () => {
    const store = stateFile(folder);
    const many = Array.from({ length: 20 }, (_, n) => snapshotOf([{ serviceName: `s${n}` }]));
    const saved = await Promise.all([...many, snapshot].map((each) => store.save(each)()));
    expect(saved.every(E.isRight)).toBe(true);
    expect(await store.load()()).toEqual(E.right(snapshot));
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -5)],
    ['not a snapshot', () => '{}'],
    ['changed by hand', (text: string) => text.replace('web', 'wob')],
  ])('is put aside once when it is %s', async (_how, damage) => {
    const path = join(folder, 'snapshot.json');
    const store = stateFile(folder);
    await store.save(snapshot)();
    const damaged = damage(await readFile(path, 'utf8'));
    await writeFile(path, damaged);
    expect(await store.load()()).toMatchObject(E.left({ _tag: 'BadSnapshot', source: path }));
    expect(await readFile(`${path}.corrupt`, 'utf8')).toBe(damaged);
    expect(await store.load()()).toEqual(E.right(undefined));
  });

  it('goes on saving after a save that failed', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const store = stateFile(folder);
    expect(await store.save(snapshot)()).toMatchObject(E.left({ _tag: 'FileFailed' }));
    await rm(folder);
    expect(await store.save(snapshot)()).toEqual(E.right(undefined));
  });

  it('says so when it cannot be read', async () => {
    await writeFile(folder, 'a file where the folder should be');
    expect(await stateFile(folder).load()()).toMatchObject(E.left({ _tag: 'FileFailed' }));
  });
});
