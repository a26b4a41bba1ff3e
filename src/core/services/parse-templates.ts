import { parameterTable as table } from '../parameters/parameter-table.js';
import type { Reader } from '../parameters/reader.js';
import type { ParseSettings } from './parse-service.js';
import type { ServiceSpec } from './service-spec.js';

type Templates = Pick<ServiceSpec, 'frontendTemplate' | 'backendTemplate'>;

/** Returns the names of a service's templates, or undefined when one of them is not there: the service is left out. */
export function parseTemplates(
  reader: Reader,
  settings: Pick<ParseSettings, 'templates' | 'templatesFolder'>,
): Templates | undefined {
  const frontendTemplate = nameOf(table.templateFePath, reader, settings);
  const backendTemplate = nameOf(table.templateBePath, reader, settings);
  if (frontendTemplate === 'missing' || backendTemplate === 'missing') return undefined;
  return {
    ...(frontendTemplate && { frontendTemplate: frontendTemplate.name }),
    ...(backendTemplate && { backendTemplate: backendTemplate.name }),
  };
}

/** Only what is in the folder can be a template: a label must not put other files, such as secrets, into the configuration. */
function nameOf(
  parameter: typeof table.templateFePath,
  { read, report, isGiven }: Reader,
  { templates, templatesFolder }: Pick<ParseSettings, 'templates' | 'templatesFolder'>,
): { readonly name: string } | 'missing' | undefined {
  const path = read(parameter);
  if (path === undefined) return isGiven(parameter) ? 'missing' : undefined;
  const prefix = `${templatesFolder.replace(/\/+$/, '')}/`;
  const name = path.startsWith(prefix) ? path.slice(prefix.length) : path;
  if (templates.has(name)) return { name };
  const advice = 'mount the template there; until then the service is left out';
  report(parameter.name, path, `is not a file in ${templatesFolder}`, advice);
  return 'missing';
}
