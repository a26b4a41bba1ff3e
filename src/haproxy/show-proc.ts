/** What the master says about itself and its workers. */
export interface Processes {
  /** How many of its last reloads failed. */
  readonly failed: number;
  /** Process IDs of workers that serve. While 3.x loads, the one that is being started is among them. */
  readonly current: readonly number[];
  /** Process IDs of workers that were replaced and finish what they have. */
  readonly old: readonly number[];
}

/** Reads the answer to `show proc` (management guide, section 9.4.1), or returns undefined for any other text. */
export function parseShowProc(answer: string): Processes | undefined {
  const failed = /^\d+\s+master\s+\d+\s+\[failed: (\d+)\]/m.exec(answer)?.[1];
  if (failed === undefined) return undefined;
  const [current = '', old = ''] = answer.split('# old workers');
  return { failed: Number(failed), current: workersIn(current), old: workersIn(old) };
}

function workersIn(text: string): readonly number[] {
  return [...text.matchAll(/^(\d+)\s+worker\s/gm)].map(([, pid]) => Number(pid));
}
