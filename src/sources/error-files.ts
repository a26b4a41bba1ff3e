import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type ErrorStatus, errorPages } from '../core/render/error-pages.js';
import type { Logger } from '../ports.js';

/**
 * Returns the operator's error pages: `<status>.http` in the folder, complete HTTP answers as HAProxy's `errorfile`
 * wants them. A page that is not there is left to the built-in one; one that cannot be read is logged and so, too.
 */
export async function readErrorFiles(folder: string, log: Logger): Promise<ReadonlyMap<ErrorStatus, string>> {
  const pages = new Map<ErrorStatus, string>();
  for (const { status } of errorPages) {
    const path = join(folder, `${status}.http`);
    try {
      pages.set(status, await readFile(path, 'utf8'));
    } catch (error) {
      if (!isMissing(error)) log.warn({ path, error: String(error) }, 'error page cannot be read');
    }
  }
  return pages;
}

function isMissing(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'ENOENT' || error.code === 'ENOTDIR');
}
