import { describeProblem, type Problem } from '../core/problem.js';
import type { Logger } from '../ports.js';

/** Returns a function that logs each problem when it appears and when it is gone, and says nothing in between. */
export function createProblemLog(log: Logger): (problems: readonly Problem[]) => void {
  let known = new Map<string, Problem>();
  return (problems) => {
    const now = new Map(problems.map((problem) => [describeProblem(problem), problem]));
    for (const [key, problem] of now) if (!known.has(key)) log.warn({ ...problem }, 'problem');
    for (const [key, { service, parameter }] of known) {
      if (!now.has(key)) log.info({ service, parameter }, 'problem solved');
    }
    known = now;
  };
}
