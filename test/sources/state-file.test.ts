import { mkdir, mkdtemp, readdir, readFile, rename, rm, stat, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import type { ServedSnapshot } from '../../src/ports.js';
import { stateFile } from '../../src/sources/state-file.js';

let parent = '';
let folder = '';
const served = (serviceName: string, standIn = '79'): ServedSnapshot => ({
  snapshot: snapshotOf([{ serviceName, port: '80' }]),
  standIns: snapshotOf([{ serviceName, port: standIn }]),
});
const latest = served('web');

beforeEach(async () => {
  parent = await mkdtemp(join(tmpdir(), 'waggle-state-'));
  folder = join(parent, 'state');
});
afterEach(() => rm(parent, { recursive: true, force: true }));

const path = () => join(folder, 'snapshot.json');
const previous = () => join(folder, 'snapshot.previous.json');
const earlier = served('earlier');

describe('the state file', () => {
  it('is nothing at first', async () => {
    expect(await stateFile(folder).load()).toEqual({ served: undefined, faults: [] });
  });

  it('gives back what was saved last, to another process too', async () => {
    const store = stateFile(folder);
    await store.save(earlier)();
    expect(await store.save(latest)()).toEqual(E.right(undefined));
    expect(await stateFile(folder).load()).toEqual({ served: latest, faults: [] });
  });

  it('of a version that saved nothing beside the snapshot has nothing that stands in', async () => {
    await mkdir(folder);
    await writeFile(path(), JSON.stringify(latest.snapshot));
    const { served: loaded } = await stateFile(folder).load();
    expect(loaded).toEqual({ snapshot: latest.snapshot, standIns: snapshotOf([]) });
  });

  it('keeps the one before, leaves nothing else behind and is for its owner only', async () => {
    const store = stateFile(folder);
    for (const each of [served('first'), earlier, latest]) await store.save(each)();
    expect((await readdir(folder)).sort()).toEqual(['snapshot.json', 'snapshot.previous.json']);
    expect(JSON.parse(await readFile(previous(), 'utf8')).revision).toBe(earlier.snapshot.revision);
    for (const file of [path(), previous()]) expect((await stat(file)).mode & 0o777).toBe(0o600);
    expect((await stat(folder)).mode & 0o777).toBe(0o700);
  });

  it('saves one after the other, the last one last', async () => {
    const store = stateFile(folder);
    const many = Array.from({ length: 20 }, (_, n) => served(`s${n}`));
    const saved = await Promise.all([...many, latest].map((each) => store.save(each)()));
    expect(saved.every(E.isRight)).toBe(true);
    expect(await store.load()).toEqual({ served: latest, faults: [] });
  });

  it.each([
    ['cut off', (text: string) => text.slice(0, -5)],
    ['empty', () => ''],
    ['not a snapshot', () => '{}'],
    ['changed by hand', (text: string) => text.replace('web', 'wob')],
    ['changed in what stands in', (text: string) => text.replace('79', '78')],
  ])('gives way to the one before when it is %s, and is put aside once', async (_how, damage) => {
    const store = stateFile(folder);
    await store.save(earlier)();
    await store.save(latest)();
    const damaged = damage(await readFile(path(), 'utf8'));
    await writeFile(path(), damaged);
    expect(await store.load()).toMatchObject({
      served: earlier,
      faults: [{ _tag: 'BadSnapshot', source: path() }],
    });
    expect(await readFile(`${path()}.corrupt`, 'utf8')).toBe(damaged);
    expect(await store.load()).toEqual({ served: earlier, faults: [] });
    await store.save(latest)();
    expect(await store.load()).toEqual({ served: latest, faults: [] });
    expect(JSON.parse(await readFile(previous(), 'utf8')).revision).toBe(earlier.snapshot.revision);
  });

  it('gives way to the one before when it cannot be read', async () => {
    const store = stateFile(folder);
    await store.save(earlier)();
    await store.save(latest)();
    await rm(path());
    await mkdir(path());
    expect(await store.load()).toMatchObject({
      served: earlier,
      faults: [{ _tag: 'FileFailed', path: path() }],
    });
  });

  it('is nothing, with two reasons, when both are damaged', async () => {
    const store = stateFile(folder);
    for (const each of [earlier, latest]) await store.save(each)();
    for (const file of [path(), previous()]) await writeFile(file, '{');
    const { served: loaded, faults } = await store.load();
    expect(loaded).toBeUndefined();
    expect(faults).toHaveLength(2);
  });

  it('is the one before when the program ended between the two renames of a save', async () => {
    const store = stateFile(folder);
    for (const each of [earlier, latest]) await store.save(each)();
    await rename(path(), previous());
    expect(await store.load()).toEqual({ served: latest, faults: [] });
  });

  it('goes on saving after a save that failed', async () => {
    await writeFile(folder, 'a file where the folder should be');
    const store = stateFile(folder);
    expect(await store.save(latest)()).toMatchObject(E.left({ _tag: 'FileFailed' }));
    await rm(folder);
    expect(await store.save(latest)()).toEqual(E.right(undefined));
  });
});
