import type { MapChange } from '../core/plan.js';
import type { MapFile } from '../core/rendered-config.js';
import { type AskWorker, refused } from './ask-worker.js';
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
    await command(askWorker, gathered);
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

/** Sends commands that answer nothing when they succeed. Failure RuntimeApiFailed: they said something. */
async function command(askWorker: AskWorker, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  const answer = (await askWorker(commands)).trim();
  if (answer !== '') throw refused(commands[0] ?? '', answer);
}

async function newVersion(askWorker: AskWorker, prepare: string): Promise<string> {
  const answer = await askWorker([prepare]);
  const version = /New version created: (\d+)/.exec(answer)?.[1];
  if (version === undefined) throw refused(prepare, answer.trim());
  return version;
}
