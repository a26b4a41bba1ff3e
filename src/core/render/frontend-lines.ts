/** The operator's lines of the HTTP frontend, by where they go. */
export interface FrontendLines {
  /** Before our own rules. */
  readonly head: readonly string[];
  /** Right before requests are sent to their backends. */
  readonly end: readonly string[];
}

/** In the order in which HAProxy evaluates them; it warns of a file that has another (HAProxy manual, section 4.2). */
const stages: readonly RegExp[] = [
  /^tcp-request\s+connection\b/,
  /^tcp-request\s+session\b/,
  /^tcp-request\b/,
  /^http-request\b/,
  /^redirect\b/,
  /^use_backend\b/,
];
const lastOfHead = 3;

/** Returns the lines in an order that HAProxy likes. What is no rule comes first: rules may name its ACLs. */
export function frontendLines(lines: readonly string[]): FrontendLines {
  const staged = lines.map((line) => ({ line, stage: stages.findIndex((stage) => stage.test(line)) }));
  const sorted = staged.sort((a, b) => a.stage - b.stage);
  const within = (isIn: (stage: number) => boolean) =>
    sorted.filter(({ stage }) => isIn(stage)).map(({ line }) => line);
  return { head: within((stage) => stage <= lastOfHead), end: within((stage) => stage > lastOfHead) };
}
