import type { Problem } from '../problem.js';

/** Returns a problem of a file that should hold certificates: it belongs to no service. */
export function certificateProblem(file: string, rule: string, advice: string): Problem {
  return { service: '(certificates)', parameter: file, value: '', rule, advice };
}
