import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { changedFiles, fileSignatures } from '../../src/sources/file-signatures.js';
import { readProxyFiles } from '../../src/sources/read-proxy-files.js';
import { noProxyFiles } from '../support/no-proxy-files.js';

let folder = '';
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'waggle-files-'));
});
afterEach(() => rm(folder, { recursive: true, force: true }));

const at = (...names: string[]) => join(folder, ...names);
const put = async (path: string, text: string) => {
  await mkdir(join(path, '..'), { recursive: true });
  await writeFile(path, text);
};
const read = (
  over: { servicesFile?: string; baseTemplate?: string } = {},
  before: readonly { serviceName: string }[] = [],
) =>
  readProxyFiles(
    {
      templatesFolder: at('tmpl'),
      baseTemplate: '',
      errorPagesFolder: at('errors'),
      secretsFolder: at('secrets'),
      servicesFile: '',
      separator: ',',
      readTlsFiles: async () => ({ certificates: [], clientCa: undefined, crtList: undefined, problems: [] }),
      ...over,
    },
    { services: before },
  );

describe("a proxy's files", () => {
  it('need not be there', async () => {
    expect(await read()).toEqual(noProxyFiles);
  });

  it('are templates by their path, error pages by status, users by the name of their secret', async () => {
    await put(at('tmpl', 'fe.tmpl'), 'one');
    await put(at('tmpl', 'shop', 'be.tmpl'), 'two');
    await put(at('tmpl', '.fe.tmpl.swp'), 'not this');
    await put(at('errors', '503.http'), 'HTTP/1.0 503 Later\r\n\r\n');
    await put(at('secrets', 'dfp_users_admin'), 'u:p');
    await put(at('secrets', 'dfp_stats_user'), 'not this');
    expect(await read()).toMatchObject({
      templates: new Map([
        ['fe.tmpl', 'one'],
        ['shop/be.tmpl', 'two'],
      ]),
      errorPages: new Map([[503, 'HTTP/1.0 503 Later\r\n\r\n']]),
      userSecrets: new Map([['admin', 'u:p']]),
      problems: [],
    });
  });

  it('that are no texts of reasonable size are problems', async () => {
    await put(at('tmpl', 'large'), 'x'.repeat(1024 * 1024 + 1));
    await mkdir(at('secrets', 'dfp_users_folder'), { recursive: true });
    await put(at('errors', '403.http'), '<h1>no answer of HTTP</h1>');
    await mkdir(at('errors', '503.http'));
    const { templates, userSecrets, errorPages, problems } = await read();
    expect([templates.size, userSecrets.size, errorPages.size]).toEqual([0, 0, 0]);
    expect(problems).toMatchObject([
      { parameter: 'TEMPLATES_DIR', value: at('tmpl', 'large') },
      { parameter: 'SECRETS_DIR', value: at('secrets', 'dfp_users_folder') },
      { parameter: 'ERRORFILES_DIR', value: at('errors', '403.http') },
      { parameter: 'ERRORFILES_DIR', value: at('errors', '503.http') },
    ]);
  });

  it('may be a template of the frame, which is missed when it is not there', async () => {
    await put(at('base'), 'global');
    expect(await read({ baseTemplate: at('base') })).toMatchObject({ baseTemplate: 'global', problems: [] });
    expect((await read({ baseTemplate: at('none') })).problems).toMatchObject([
      { parameter: 'CFG_TEMPLATE_PATH', value: at('none') },
    ]);
  });

  it('hold the services of the services file', async () => {
    await put(at('services.yml'), '- { serviceName: web, port: 80 }');
    const { services, problems } = await read({ servicesFile: at('services.yml') });
    expect(services).toEqual([{ serviceName: 'web', port: '80' }]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['broken', '- {'],
    ['missing', undefined],
  ])('keep the last services while the services file is %s, and say so', async (_what, text) => {
    if (text !== undefined) await put(at('services.yml'), text);
    const before = [{ serviceName: 'web' }];
    const { services, problems } = await read({ servicesFile: at('services.yml') }, before);
    expect(services).toEqual(before);
    expect(problems).toMatchObject([{ parameter: 'SERVICES_FILE', value: at('services.yml') }]);
  });
});

describe('signatures of files', () => {
  it('name what came, changed and went, below folders and behind links too', async () => {
    await put(at('d', 'changed'), 'a');
    await put(at('d', 'gone'), 'a');
    await put(at('d', 'same'), 'a');
    await put(at('target'), 'a');
    await symlink(at('target'), at('d', 'link'));
    await symlink(at('d'), at('d', 'circle'));
    const before = await fileSignatures([at('d', 'changed'), at('d'), at('missing')]);
    expect(changedFiles(before, await fileSignatures([at('d')]))).toEqual([]);
    await put(at('d', 'changed'), 'b');
    await put(at('d', 'new'), 'b');
    await put(at('target'), 'b');
    await rm(at('d', 'gone'));
    const changed = changedFiles(before, await fileSignatures([at('d')]));
    const names = ['', 'changed', 'circle', 'gone', 'link', 'new'];
    expect(changed).toEqual(names.map((name) => at('d', name)));
  });
});
