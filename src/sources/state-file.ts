import { mkdir, open, readFile, rename } from 'node:fs/promises';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as J from 'fp-ts/lib/Json.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import * as t from 'io-ts';
import { type Snapshot, SnapshotBody, snapshotOf } from '../core/snapshot/snapshot.js';
import type { WaggleError } from '../errors.js';
import type { SnapshotStore } from '../ports.js';

const StateFile = t.type({ revision: t.string, services: SnapshotBody });

/**
 * Returns a store in `<folder>/snapshot.json`, readable by its owner only since parameters may be secrets. The file is
 * there completely or not at all, whatever happens while it is written, and carries its revision.
 *
 * - `load` gives undefined where there is no file yet. A file that cannot be trusted is moved to
 *   `snapshot.json.corrupt` and is a BadSnapshot once: the proxy goes on without. FileFailed: it cannot be read.
 * - `save` creates the folder. Saves run one after the other. FileFailed: it cannot be written.
 */
export function stateFile(folder: string): SnapshotStore {
  const path = join(folder, 'snapshot.json');
  let lastSave: Promise<unknown> = Promise.resolve();
  return {
    load: () => async () => {
      const text = await readText(path)();
      if (E.isLeft(text) || text.right === undefined) return E.map(() => undefined)(text);
      const snapshot = decode(path, text.right);
      if (E.isLeft(snapshot)) await rename(path, `${path}.corrupt`).catch(() => undefined);
      return snapshot;
    },
    save: (snapshot) => () => {
      const save = lastSave.then(fileStep(path, () => write(folder, path, snapshot)));
      lastSave = save;
      return save;
    },
  };
}

function readText(path: string): TE.TaskEither<WaggleError, string | undefined> {
  return fileStep(path, () =>
    readFile(path, 'utf8').catch((error: NodeJS.ErrnoException) => {
      if (error.code === 'ENOENT') return undefined;
      throw error;
    }),
  );
}

function decode(path: string, text: string): E.Either<WaggleError, Snapshot> {
  return pipe(
    J.parse(text),
    E.chainW(StateFile.decode),
    E.mapLeft(() => 'it is not a saved snapshot'),
    E.map(({ revision, services }) => ({ revision, snapshot: snapshotOf(services) })),
    E.filterOrElse(
      ({ revision, snapshot }) => revision === snapshot.revision,
      ({ revision, snapshot }) => `its revision is ${snapshot.revision}, not ${revision}`,
    ),
    E.bimap(
      (detail) => ({ _tag: 'BadSnapshot', source: path, detail }),
      ({ snapshot }) => snapshot,
    ),
  );
}

async function write(folder: string, path: string, { revision, services }: Snapshot): Promise<void> {
  await mkdir(folder, { recursive: true, mode: 0o700 });
  const temporary = `${path}.tmp`;
  await writeDurably(temporary, JSON.stringify({ revision, services }));
  await rename(temporary, path);
  await syncFolder(folder);
}

/** The content is on disk before the rename is, or a power cut could leave an empty file under the final name. */
async function writeDurably(path: string, text: string): Promise<void> {
  const file = await open(path, 'w', 0o600);
  try {
    await file.chmod(0o600);
    await file.writeFile(text);
    await file.sync();
  } finally {
    await file.close();
  }
}

async function syncFolder(folder: string): Promise<void> {
  const handle = await open(folder, 'r');
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

function fileStep<A>(path: string, step: () => Promise<A>): TE.TaskEither<WaggleError, A> {
  return TE.tryCatch(step, (error) => ({
    _tag: 'FileFailed',
    path,
    detail: error instanceof Error ? error.message : String(error),
  }));
}
