import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { TemplateName, TemplateTexts } from '../core/render/templates.js';

/** Returns the texts of the templates in a folder. Rejects when one is missing: the installation is broken. */
export async function readTemplates(folder: string): Promise<TemplateTexts> {
  const read = (name: TemplateName) => readFile(join(folder, name), 'utf8');
  return {
    'frame.cfg.njk': await read('frame.cfg.njk'),
    'frontend.cfg.njk': await read('frontend.cfg.njk'),
    'acl-route.cfg.njk': await read('acl-route.cfg.njk'),
    'frontend-end.cfg.njk': await read('frontend-end.cfg.njk'),
    'profile.cfg.njk': await read('profile.cfg.njk'),
    'backend-body.cfg.njk': await read('backend-body.cfg.njk'),
    'backend.cfg.njk': await read('backend.cfg.njk'),
    'redirect.cfg.njk': await read('redirect.cfg.njk'),
    'tcp-defaults.cfg.njk': await read('tcp-defaults.cfg.njk'),
    'tcp-frontend.cfg.njk': await read('tcp-frontend.cfg.njk'),
    'tcp-claim.cfg.njk': await read('tcp-claim.cfg.njk'),
    'tcp-backend.cfg.njk': await read('tcp-backend.cfg.njk'),
    'tcp-servers.cfg.njk': await read('tcp-servers.cfg.njk'),
    'statistics.cfg.njk': await read('statistics.cfg.njk'),
    'peers.cfg.njk': await read('peers.cfg.njk'),
    'error.http.njk': await read('error.http.njk'),
  };
}
