import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { readSettings } from '../src/read-settings.js';
import { settingsTable } from '../src/settings.js';

const read = (env: Record<string, string>, secrets: Record<string, string> = {}) =>
  readSettings({ env, secret: (name) => secrets[name] });

describe('readSettings', () => {
  it('has a default for everything', () => {
    expect(read({})).toMatchObject({
      right: { SERVICE_NAME: 'proxy', PORT: 8080, RESYNC: 30, DEBOUNCE: 100 },
    });
  });

  it('lets a secret win over the variable, without its trailing line breaks', () => {
    expect(read({ SERVICE_NAME: 'a' }, { dfp_service_name: 'b\r\n' })).toMatchObject({
      right: { SERVICE_NAME: 'b' },
    });
  });

  it('takes an empty value for one that is not set', () => {
    expect(read({ SERVICE_NAME: '' })).toMatchObject({ right: { SERVICE_NAME: 'proxy' } });
  });

  it('reads ports with options and TLS', () => {
    expect(read({ DEFAULT_PORTS: '80, 81 accept-proxy,443:ssl' })).toMatchObject({
      right: {
        DEFAULT_PORTS: [
          { port: 80, options: '', ssl: false },
          { port: 81, options: 'accept-proxy', ssl: false },
          { port: 443, options: '', ssl: true },
        ],
      },
    });
  });

  it.each([
    ['PORT', '99999', 'must be a whole number from 1 to 65535'],
    ['LOG_LEVEL', 'loud', 'must be one of debug, info, warn, error'],
    ['DEFAULT_PORTS', '80,x', 'must be a list of'],
    ['DEFAULT_PORTS', '80 a\nb', 'must be a list of'],
    ['TIMEOUT_SERVER', '20s', 'must be a whole number'],
    ['HARD_STOP_AFTER', 'soon', 'must be a time such as'],
    ['CHECK_RESOLVERS', 'yes', 'must be true or false'],
  ])('refuses %s=%j and says what is allowed', (name, value, rule) => {
    const settings = read({ [name]: value, RESYNC: 'x' });
    const refusals = E.isLeft(settings) ? settings.left : [];
    expect(refusals).toHaveLength(2);
    expect(refusals.find((refusal) => refusal.startsWith(`${name}=`))).toContain(rule);
  });

  it('has defaults that its own codecs accept', () => {
    for (const [name, row] of Object.entries(settingsTable)) {
      if (row.default !== '') expect(row.decode(row.default), name).toHaveProperty('right');
    }
  });
});
