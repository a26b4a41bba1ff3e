import { describe, expect, it } from 'vitest';
import { withKeys, withoutKeys } from '../../src/core/last-good.js';
import type { RenderedConfig } from '../../src/core/rendered-config.js';

const config: RenderedConfig = {
  revision: 'r',
  sections: [],
  maps: [],
  files: new Map([
    ['crt-list.txt', 'certs/secret/a.pem\ncerts/list/b.pem [alpn h2] b.example\n'],
    ['errors/503.http', 'sorry'],
  ]),
  certificates: new Map([
    ['certs/secret/a.pem', 'key a'],
    ['certs/list/b.pem', 'key b'],
  ]),
  discovery: [],
};

describe('a kept configuration', () => {
  it('holds no private key', () => {
    expect(JSON.stringify([...withoutKeys(config).certificates])).not.toContain('key');
  });

  it('is served with the certificates of now', () => {
    const now = new Map([
      ...config.certificates,
      ['certs/secret/a.pem', 'new key a'],
      ['certs/other.pem', 'x'],
    ]);
    const served = withKeys(withoutKeys(config), now);
    expect(served.files).toEqual(config.files);
    expect([...served.certificates]).toEqual([
      ['certs/secret/a.pem', 'new key a'],
      ['certs/list/b.pem', 'key b'],
    ]);
    expect(served.revision).not.toBe(withKeys(withoutKeys(config), config.certificates).revision);
  });

  it('does not name certificates that are gone', () => {
    const served = withKeys(withoutKeys(config), new Map([['certs/list/b.pem', 'key b']]));
    expect(served.files.get('crt-list.txt')).toBe('certs/list/b.pem [alpn h2] b.example\n');
  });

  it('is as it was when it had none', () => {
    const plain = { ...config, files: new Map([['errors/503.http', 'sorry']]), certificates: new Map() };
    expect(withKeys(withoutKeys(plain), config.certificates)).toEqual(plain);
  });
});
