import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
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

const path = () => join(folder, 'snapshot.json');
const previous = () => join(folder, 'snapshot.previous.json');
const earlier = snapshotOf([{ serviceName: 'earlier', port: '80' }]);

describe('the state file', () => {
  it('is nothing at first', async () => {
    expect(await stateFile(folder).load()).toEqual({ snapshot: undefined, faults: [] });
  });

  it('gives back what was saved last, to another process too', async () => {
    const store = stateFile(folder);
    await store.save(earlier)();
    expect(await store.save(snapshot)()).toEqual(E.right(undefined));
    expect(await stateFile(folder).load()).toEqual({ snapshot, faults: [] });
  });

  it('keeps the one before, leaves nothing else behind and is for its owner only', async () => {
    const store = stateFile(folder);
    for (const each of [snapshotOf([]), earlier, snapshot]) await store.save(each)();
    expect((await readdir(folder)).sort()).toEqual(['snapshot.json', 'snapshot.previous.json']);
    expect(JSON.parse(await readFile(previous(), 'utf8')).revision).toBe(earlier.revision);
    for (const file of [path(), previous()]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('saves one after the other, the last one last', async () => {
    const store = stateFile(folder);
    const many = Array.from({ length: 20 }, (_, n) => snapshotOf([{ serviceName: `s${n}` }]));
    const saved = await Promise.all([...many, snapshot].map((each) => store.save(each)()));
    expect(saved.every(E.isRight)).toBe(true);
    expect(await store.load()).toEqual({ snapshot, faults: [] });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -5)],
    ['empty', () => ''],
    ['not a snapshot', () => '{}'],
    ['changed by hand', (text: string) => text.replace('web', 'wob')],
  ])('gives way to the one before when it is %s, and is put aside once', async (_how, damage) => {
    const store = stateFile(folder);
    await store.save(earlier)();
    await store.save(snapshot)();
    const damaged = damage(await readFile(path(), 'utf8'));
    await writeFile(path(), damaged);
    expect(await store.load()).toMatchObject({
      snapshot: earlier,
      faults: [{ _tag: 'BadSnapshot', source: path() }],
    });
    expect(await readFile(`${path()}.corrupt`, 'utf8')).toBe(damaged);
    expect(await store.load()).toEqual({ snapshot: earlier, faults: [] });
    await store.save(snapshot)();
    expect(await store.load()).toEqual({ snapshot, faults: [] });
    expect(JSON.parse(await readFile(previous(), 'utf8')).revision).toBe(earlier.revision);
  });

  it('gives way to the one before when it cannot be read', async () => {
    const store = stateFile(folder);
    await store.save(earlier)();
    await store.save(snapshot)();
    await rm(path());
    await mkdir(path());
    expect(await store.load()).toMatchObject({
      snapshot: earlier,
      faults: [{ _tag: 'FileFailed', path: path() }],
    });
  });

  it('is nothing, with two reasons, when both are damaged', async () => {
    const store = stateFile(folder);
    for (const each of [earlier, snapshot]) await store.save(each)();
    for (const file of [path(), previous()]) await writeFile(file, '{');
    const { snapshot: loaded, faults } = await store.load();
    expect(loaded).toBeUndefined();
    expect(faults).toHaveLength(2);
  });

  it('is the one before when the program ended between the two renames of a save', async () => {
    const store = stateFile(folder);
    for (const each of [earlier, snapshot]) await store.save(each)();
    await rename(path(), previous());
    expect(await store.load()).toEqual({ snapshot, faults: [] });
  });

  it('goes on saving after a save that failed', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const store = stateFile(folder);
    expect(await store.save(snapshot)()).toMatchObject(E.left({ _tag: 'FileFailed' }));
    await rm(folder);
    expect(await store.save(snapshot)()).toEqual(E.right(undefined));
  });
});
