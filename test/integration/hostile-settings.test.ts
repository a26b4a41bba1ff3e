import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { loadSettings } from '../../src/cli/load-settings.js';
import { checkConfig } from '../../src/haproxy/check-config.js';
import { type ConfigFolder, createConfigFolder } from '../../src/haproxy/config-folder.js';
import { Failure } from '../../src/haproxy/failure.js';
import { type Settings, settingsTable } from '../../src/settings.js';
import { haproxyBin, haproxyVersions } from '../support/haproxy-versions.js';
import { hostileText, plausibleFor } from '../support/hostile-values.js';
import { serveCase } from '../support/serve-case.js';

/** The operator's own lines and words of HAProxy's, names of files, and names that settings are read from. */
const raw = /^EXTRA_|^RESOLVERS$|^SSL_BIND_|_PORTS$|_(DIR|FILE|PATH|ENV|BIN)$|^(DF|DOCKER)_/;
const names = Object.keys(settingsTable)
  .filter((name): name is keyof Settings => name in settingsTable)
  .filter((name) => !raw.test(name));

const folders = {
  CERTS_DIR: '/nowhere',
  SECRETS_DIR: '/nowhere',
  ERRORFILES_DIR: '/nowhere',
  TEMPLATES_DIR: '/nowhere',
  SERVICES_FILE: '',
};

const oneSetting = fc.constantFrom(...names).chain((name) => {
  const { default: fallback } = settingsTable[name];
  return hostileText([...plausibleFor(settingsTable[name]), fallback]).map((value) => ({ name, value }));
});

const services = [
  {
    serviceName: 'demo',
    port: '80',
    servicePath: '/demo',
    serviceDomain: 'a.example',
    compressionAlgo: 'gzip',
  },
  { serviceName: 'redis', port: '6379', reqMode: 'tcp', srcPort: '6379' },
];

describe('hostile settings', () => {
  it('are taken, or refused with a sentence that names them and keeps their secrets', () => {
    fc.assert(
      fc.property(oneSetting, ({ name, value }) => {
        const settings = loadSettings({ ...folders, [name]: value });
        if (E.isRight(settings)) return;
        expect(settings.left.join()).toContain(name);
        if (settingsTable[name].secret && value.length > 3) expect(settings.left.join()).not.toContain(value);
      }),
      { numRuns: 2_000 },
    );
  });

  describe.each(haproxyVersions)('before HAProxy %s', (version) => {
    let folder: ConfigFolder;
    beforeAll(async () => {
      folder = await createConfigFolder(await mkdtemp(join(tmpdir(), 'waggle-fuzz-')));
    });
    afterAll(() => rm(folder.path, { recursive: true, force: true }));

    it.each([1, Date.now() % 1_000_000])('give a correct configuration (seed %i)', async (seed) => {
      const taken = fc
        .sample(oneSetting, { numRuns: 3_000, seed })
        .filter(({ name, value }) => !(name.endsWith('_FORMAT') && value.includes('['))) // Which samples there are, HAProxy knows.
        .filter(({ name, value }) => E.isRight(loadSettings({ ...folders, [name]: value })));
      for (let from = 0; from < taken.length; from += 40) {
        const some = taken.slice(from, from + 40).map(({ name, value }) => [name, value] as const);
        const env = {
          DEBUG: 'true',
          STATS_USER: 'ann',
          STATS_PASS: 'p',
          USERS: 'ann:p',
          ...Object.fromEntries(some),
        };
        const { config } = await serveCase(services, { ...folders, ...env });
        await folder.write(config);
        const words = await checkConfig(haproxyBin(version), folder.path).then(
          () => '',
          (thrown: unknown) => (thrown instanceof Failure ? JSON.stringify(thrown.error) : String(thrown)),
        );
        expect({ env: words && env, words }).toEqual({ env: '', words: '' });
      }
    });
  });
});
