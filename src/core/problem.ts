/**
 * One thing wrong with one service. Problems travel with the state; they never stop another service.
 *
 * `value` is what was given (never a secret), `rule` what it breaks, `advice` what to do about it.
 */
export interface Problem {
  readonly service: string;
  readonly parameter: string;
  readonly value: string;
  readonly rule: string;
  readonly advice: string;
}

/** Returns the problem as one sentence for logs and terminals. */
export function describeProblem(problem: Problem): string {
  const { service, parameter, value, rule, advice } = problem;
  return `service ${service}: ${parameter}=${JSON.stringify(value)} ${rule}; ${advice}`;
}
