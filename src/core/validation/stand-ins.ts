import type { Parameters } from '../parameters/parameters.js';
import type { ProxyFiles } from '../proxy-files.js';

/** Which folders of the proxy are not there where its services are validated, and where templates would be. */
export interface AbsentFolders {
  readonly secrets: boolean;
  readonly templates: boolean;
  readonly templatesFolder: string;
}

/**
 * Returns a proxy's files with something harmless in place of what services name and only the proxy has: users' secrets and
 * templates. A workstation without these folders cannot know better; where a folder is there, it counts.
 */
export function withStandIns(
  files: ProxyFiles,
  absent: AbsentFolders,
  services: readonly Parameters[],
): ProxyFiles {
  return {
    ...files,
    userSecrets: absent.secrets ? new Map(services.flatMap(usersOf)) : files.userSecrets,
    templates: absent.templates
      ? new Map(services.flatMap((service) => templatesOf(service, absent.templatesFolder)))
      : files.templates,
  };
}

/** Looks like a crypt(3) hash, so that it will do whether passwords are hashes or not. Nobody can know its password. */
const password = `$6$nobody$${'x'.repeat(86)}`;

/** Whoever the service names without a password is among them. */
function usersOf({ usersSecret, users = '' }: Parameters): readonly [string, string][] {
  if (!usersSecret) return [];
  const names = users.split(/[^\w.@-]+/).filter((name) => name !== '');
  return [[usersSecret, ['nobody', ...names].map((name) => `${name}:${password}`).join(',')]];
}

function templatesOf({ templateFePath, templateBePath }: Parameters, folder: string): [string, string][] {
  const prefix = `${folder.replace(/\/+$/, '')}/`;
  const nameOf = (path: string) => (path.startsWith(prefix) ? path.slice(prefix.length) : path);
  const found: [string, string][] = [];
  if (templateFePath) found.push([nameOf(templateFePath), '']);
  // What would be there without a template: routes lead to it.
  if (templateBePath) found.push([nameOf(templateBePath), '{{ backends }}']);
  return found;
}
