import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/cli/load-settings.js';
import type { ProxyFiles } from '../../src/core/proxy-files.js';
import { createProxyViews } from '../../src/wiring/proxy-view.js';
import { noProxyFiles } from '../support/no-proxy-files.js';
import { projectLayOut } from '../support/templates.js';

const layOut = await projectLayOut();
const files: ProxyFiles = { ...noProxyFiles, userSecrets: new Map([['own', 'alice:secret']]) };
const web = { serviceName: 'web', port: '80', servicePath: '/', usersSecret: 'own' };

/** What the service is before these files are others, and after. */
function specsAround(change: Partial<ProxyFiles>) {
  const settings = loadSettings({});
  if (E.isLeft(settings)) throw new Error(settings.left.join('\n'));
  const variables = { services: [], problems: [] };
  const viewOf = createProxyViews({ settings: settings.right, variables, jail: '', layOut });
  const read = (now: ProxyFiles) => viewOf(now).readServices([web]).specs[0];
  return [read(files), read({ ...files, ...change })] as const;
}

describe('views of a proxy’s files', () => {
  it.each<[string, Partial<ProxyFiles>]>([
    [
      'certificates',
      { certificates: [{ name: 'a.pem', source: 'folder', pem: 'other' }], crtList: '/certs/a.pem' },
    ],
    ['error pages and static services', { errorPages: new Map([[503, 'sorry']]), services: [web] }],
    ['files that say the same', { templates: new Map(), userSecrets: new Map(files.userSecrets) }],
  ])('leave services the versions that they are when what is new is %s', (_what, change) => {
    const [before, after] = specsAround(change);
    expect(before?.serviceName).toBe('web');
    expect(after).toBe(before);
  });

  it.each<[string, Partial<ProxyFiles>]>([
    ['a template', { templates: new Map([['a.cfg', 'text']]) }],
    ['the base template', { baseTemplate: 'text' }],
    ['the clients’ CA', { clientCa: 'text' }],
    ['a secret of users', { userSecrets: new Map([['own', 'bob:secret']]) }],
  ])('make other versions of services when what is new is %s', (_what, change) => {
    const [before, after] = specsAround(change);
    expect(after).not.toBe(before);
    expect(after?.serviceName).toBe('web');
  });
});
