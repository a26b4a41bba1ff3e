import type { MapChange } from '../core/plan.js';
import type { MapFile } from '../core/rendered-config.js';
import { type AskWorker, refused } from './ask-worker.js';
import { silent } from './confirmed.js';
import { mapCommands } from './map-commands.js';

/**
 * Changes the maps of the running worker, in order. Commands that change something answer nothing when they succeed, so
 * any word is a Failure RuntimeApiFailed: some of the changes may then have been made.
 */
export async function changeMaps(
  askWorker: AskWorker,
  changes: readonly MapChange[],
  applied: readonly MapFile[],
): Promise<void> {
  let gathered: string[] = [];
  const flush = async () => {
    await silent(askWorker, gathered);
    gathered = [];
  };
  for (const step of mapCommands(changes, applied)) {
    if (step.kind === 'now') {
      gathered.push(...step.commands);
    } else {
      await flush();
      gathered.push(...step.commands(await newVersion(askWorker, step.prepare)));
    }
  }
  await flush();
}

async function newVersion(askWorker: AskWorker, prepare: string): Promise<string> {
  const answer = await askWorker([prepare]);
  const version = /New version created: (\d+)/.exec(answer)?.[1];
  if (version === undefined) throw refused(prepare, answer.trim());
  return version;
}
