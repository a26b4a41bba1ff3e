import { readFileSync } from 'node:fs';
import { createLayOut, type LayOut, type TemplateName } from '../../src/core/render/templates.js';

/** The project's own templates, as the program reads them. */
export function projectLayOut(): LayOut {
  const read = (name: TemplateName) =>
    readFileSync(new URL(`../../templates/${name}`, import.meta.url), 'utf8');
  return createLayOut({
    'frame.cfg.njk': read('frame.cfg.njk'),
    'frontend.cfg.njk': read('frontend.cfg.njk'),
    'acl-route.cfg.njk': read('acl-route.cfg.njk'),
    'frontend-end.cfg.njk': read('frontend-end.cfg.njk'),
    'backend.cfg.njk': read('backend.cfg.njk'),
    'error.http.njk': read('error.http.njk'),
  });
}
