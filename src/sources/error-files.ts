import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Problem } from '../core/problem.js';
import { errorPageRule } from '../core/render/error-page-rule.js';
import { type ErrorStatus, errorPages } from '../core/render/error-pages.js';

/** The operator's error pages, and which could not be used. */
export interface ErrorFiles {
  readonly errorPages: ReadonlyMap<ErrorStatus, string>;
  readonly problems: readonly Problem[];
}

/**
 * Returns the operator's error pages: `<status>.http` in the folder, complete HTTP answers as HAProxy's `errorfile`
 * wants them. A page that is not there, cannot be read or would be refused is left to the built-in one.
 */
export async function readErrorFiles(folder: string): Promise<ErrorFiles> {
  const pages = new Map<ErrorStatus, string>();
  const problems: Problem[] = [];
  for (const { status } of errorPages) {
    const path = join(folder, `${status}.http`);
    try {
      const text = await readFile(path, 'utf8');
      const rule = errorPageRule(text);
      if (rule === undefined) pages.set(status, text);
      else problems.push(errorPageProblem(path, rule));
    } catch (error) {
      if (!isMissing(error)) problems.push(errorPageProblem(path, `cannot be read: ${String(error)}`));
    }
  }
  return { errorPages: pages, problems };
}

function errorPageProblem(path: string, rule: string): Problem {
  const advice = 'correct the page; until then the built-in one is shown';
  return { service: '(error pages)', parameter: 'ERRORFILES_DIR', value: path, rule, advice };
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
