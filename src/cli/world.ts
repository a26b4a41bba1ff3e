import type { Clock } from '../ports.js';

/** What the command line needs of the process; only main.ts makes it. */
export interface World {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly stdout: NodeJS.WritableStream & { readonly isTTY?: boolean };
  readonly stderr: NodeJS.WritableStream;
  readonly clock: Clock;
  readonly version: string;
  /** Folder of the templates. */
  readonly templates: string;
  readonly asRoot: boolean;
  /** From now on, signals that ask the program to end do not end it: resolves with the name of the first. */
  ended(): Promise<string>;
}

/** Exit codes, documented in docs/cli.md: done, problems found, wrong use. */
export const exitCodes = { ok: 0, problems: 1, misuse: 2 } as const;
export type ExitCode = (typeof exitCodes)[keyof typeof exitCodes];
