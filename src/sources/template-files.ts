import { relative } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import type { Problem } from '../core/problem.js';
import { filesBelow } from './files-below.js';
import { readText } from './read-text.js';

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
    if (stats.isDirectory()) continue;
    const text = await readText(path, largest);
    if (E.isRight(text)) templates.set(relative(folder, path), text.right);
    else problems.push(templateProblem('TEMPLATES_DIR', path, text.left));
  }
  return { templates, problems };
}

/** The operator's template of the configuration's frame, or what is wrong with it. */
export interface BaseTemplate {
  readonly baseTemplate: string | undefined;
  readonly problems: readonly Problem[];
}

/** Returns the text of a file, none if `path` is empty. */
export async function readBaseTemplate(path: string): Promise<BaseTemplate> {
  if (path === '') return { baseTemplate: undefined, problems: [] };
  const text = await readText(path, largest);
  return E.isRight(text)
    ? { baseTemplate: text.right, problems: [] }
    : { baseTemplate: undefined, problems: [templateProblem('CFG_TEMPLATE_PATH', path, text.left)] };
}

function templateProblem(parameter: string, path: string, rule: string): Problem {
  const advice = 'let the program read it; until then it counts as not there';
  return { service: '(templates)', parameter, value: path, rule, advice };
}
