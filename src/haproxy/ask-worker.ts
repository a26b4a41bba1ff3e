import { Failure } from './failure.js';

/** Sends commands to the worker and returns its answers together. Failure RuntimeApiFailed: it cannot be asked. */
export type AskWorker = (commands: readonly string[]) => Promise<string>;

/** Returns the Failure RuntimeApiFailed for a command that HAProxy did not carry out; a payload is left out. */
export function refused(text: string, detail: string): Failure {
  const firstLine = detail.split('\n', 1)[0] ?? '';
  return new Failure({ _tag: 'RuntimeApiFailed', command: text.split('\n', 1)[0] ?? '', detail: firstLine });
}
