import { fileURLToPath } from 'node:url';
import { createLayOut, type LayOut } from '../../src/core/render/templates.js';
import { readTemplates } from '../../src/wiring/read-templates.js';

/** The project's own templates, as the program reads them. */
export async function projectLayOut(): Promise<LayOut> {
  return createLayOut(await readTemplates(fileURLToPath(new URL('../../templates', import.meta.url))));
}
