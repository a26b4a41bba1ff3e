import { readFile } from 'node:fs/promises';
import { relative } from 'node:path';
import type { Problem } from '../core/problem.js';
import { filesBelow } from './files-below.js';

/** Bytes; a template is some lines of text. */
const largest = 1024 * 1024;

/** Texts of templates, and what could not be read. */
export interface TemplateFiles {
  readonly templates: ReadonlyMap<string, string>;
  readonly problems: readonly Problem[];
}

/** Returns the texts of all files below a folder, by their names relative to it. A folder that is not there has none. */
export async function readTemplateFiles(folder: string): Promise<TemplateFiles> {
  const templates = new Map<string, string>();
  const problems: Problem[] = [];
  for (const { path, stats } of await filesBelow(folder)) {
    if (!stats.isFile()) continue;
    const text = stats.size > largest ? undefined : await readFile(path, 'utf8').catch(() => undefined);
    if (text === undefined) problems.push(unusable(path));
    else templates.set(relative(folder, path), text);
  }
  return { templates, problems };
}

function unusable(path: string): Problem {
  return {
    service: '(templates)',
    parameter: 'TEMPLATES_DIR',
    value: path,
    rule: `cannot be read, or has more than ${largest} bytes`,
    advice: 'correct it; until then it counts as not there',
  };
}
