import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as J from 'fp-ts/lib/Json.js';
import * as t from 'io-ts';
import { type Snapshot, SnapshotBody, snapshotOf } from '../core/snapshot/snapshot.js';
import type { WaggleError } from '../errors.js';
import type { SavedSnapshot, ServedSnapshot, SnapshotStore } from '../ports.js';
import { readIfThere, writeDurably } from './durable-file.js';

/** The revision is the hash of the services. */
const Hashed = t.type({ revision: t.string, services: SnapshotBody });
const StateFile = t.intersection([Hashed, t.partial({ standIns: Hashed })]);

/**
 * Returns a store in `<folder>/snapshot.json`, readable by its owner only since parameters may be secrets; the one saved before
 * that is kept as `snapshot.previous.json`. A file is there completely or not at all, whatever happens while it is written,
 * and carries its hash. One that cannot be trusted is moved to `<name>.corrupt`. Saves run one after the other.
 */
export function stateFile(folder: string): SnapshotStore {
  const path = join(folder, 'snapshot.json');
  const previous = join(folder, 'snapshot.previous.json');
  let lastSave: Promise<unknown> = Promise.resolve();
  return {
    load: () => loadFirst([path, previous]),
    save:
      ({ snapshot, standIns }) =>
      () => {
        const text = JSON.stringify({ ...snapshot, standIns });
        const save = lastSave.then(writeDurably(path, text, { previous }));
        lastSave = save;
        return save;
      },
  };
}

/** Of the files in this order, the first that is there and can be trusted. */
async function loadFirst(paths: readonly string[]): Promise<SavedSnapshot> {
  const faults: WaggleError[] = [];
  for (const path of paths) {
    const loaded = await load(path);
    if (E.isLeft(loaded)) faults.push(loaded.left);
    else if (loaded.right !== undefined) return { served: loaded.right, faults };
  }
  return { served: undefined, faults };
}

async function load(path: string): Promise<E.Either<WaggleError, ServedSnapshot | undefined>> {
  const text = await readIfThere(path)();
  if (E.isLeft(text) || text.right === undefined) return E.map(() => undefined)(text);
  const served = decode(path, text.right);
  if (E.isLeft(served)) await rename(path, `${path}.corrupt`).catch(() => undefined);
  return served;
}

function decode(path: string, text: string): E.Either<WaggleError, ServedSnapshot> {
  return pipe(
    J.parse(text),
    E.chainW(StateFile.decode),
    E.mapLeft(() => 'it is not a saved snapshot'),
    E.bindTo('file'),
    E.bind('snapshot', ({ file }) => trusted(file)),
    E.bind('standIns', ({ file }) => trusted(file.standIns ?? snapshotOf([]))),
    E.bimap(
      (detail) => ({ _tag: 'BadSnapshot', source: path, detail }),
      ({ snapshot, standIns }) => ({ snapshot, standIns }),
    ),
  );
}

function trusted({ revision, services }: Snapshot): E.Either<string, Snapshot> {
  const snapshot = snapshotOf(services);
  return revision === snapshot.revision
    ? E.right(snapshot)
    : E.left(`its revision is ${snapshot.revision}, not ${revision}`);
}
