import { mkdirSync, mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/cli/load-settings.js';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'waggle-secrets-'));
});
afterEach(() => rmSync(folder, { recursive: true, force: true }));

describe('loadSettings', () => {
  it('lets a secret win over the variable', () => {
    writeFileSync(join(folder, 'dfp_service_name'), 'edge\n');
    const settings = loadSettings({ SECRETS_DIR: folder, SERVICE_NAME: 'proxy' });
    expect(settings).toMatchObject({ right: { SERVICE_NAME: 'edge' } });
  });

  it('goes on without a folder of secrets', () => {
    const settings = loadSettings({ SECRETS_DIR: join(folder, 'none'), SERVICE_NAME: 'x' });
    expect(settings).toMatchObject({ right: { SERVICE_NAME: 'x' } });
  });

  it('refuses a secret that is there and cannot be read, instead of using the default', () => {
    mkdirSync(join(folder, 'dfp_service_name'));
    expect(loadSettings({ SECRETS_DIR: folder, PORT: 'x' })).toMatchObject({
      left: [expect.stringContaining('dfp_service_name cannot be read'), expect.stringContaining('PORT="x"')],
    });
  });
});
