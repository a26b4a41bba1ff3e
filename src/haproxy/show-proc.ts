/** What the master says about itself and its workers. */
export interface Processes {
  /** How many of its last reloads failed. */
  readonly failed: number;
  /** Process IDs of workers that serve, or from 3.0 on are just being started. */
  readonly current: readonly number[];
  /** Process IDs of workers that were replaced, the oldest first; from 3.0 on they stay here, and serve, when the load failed. */
  readonly old: readonly number[];
}

/** Reads the answer to `show proc` (management guide, section 9.4.1), or returns undefined for any other text. */
export function parseShowProc(answer: string): Processes | undefined {
  const failed = /^\d+\s+master\s+\d+\s+\[failed: (\d+)\]/m.exec(answer)?.[1];
  if (failed === undefined) return undefined;
  const [current = '', old = ''] = answer.split('# old workers');
  return { failed: Number(failed), current: workersIn(current), old: workersIn(old) };
}

/** Those first that have been through most reloads. */
function workersIn(text: string): readonly number[] {
  const workers = [...text.matchAll(/^(\d+)\s+worker\s+(\d+)/gm)];
  return workers.sort(([, , one], [, , other]) => Number(other) - Number(one)).map(([, pid]) => Number(pid));
}
