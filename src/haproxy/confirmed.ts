import { type AskWorker, refused } from './ask-worker.js';

/**
 * Sends commands to the worker, each of which it has to answer with this line; other lines are news that HAProxy tells by the
 * way. Failure RuntimeApiFailed: one of them was not carried out, some of the others may have been.
 */
export async function confirmed(
  ask: AskWorker,
  commands: readonly string[],
  confirmation: string,
): Promise<void> {
  if (commands.length === 0) return;
  const lines = (await ask(commands)).split('\n').filter((line) => line.trim() !== '');
  const others = lines.filter((line) => line !== confirmation);
  if (lines.length - others.length !== commands.length)
    throw refused(commands[0] ?? '', others.at(-1) ?? 'no answer');
}

/** Sends commands that answer nothing when they succeed. Failure RuntimeApiFailed: they said something. */
export async function silent(ask: AskWorker, commands: readonly string[]): Promise<void> {
  if (commands.length === 0) return;
  const answer = (await ask(commands)).trim();
  if (answer !== '') throw refused(commands[0] ?? '', answer);
}
