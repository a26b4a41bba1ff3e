import { describe, expect, it } from 'vitest';
import { withoutSecrets } from '../../../src/core/validation/without-secrets.js';

const config = (...hidden: string[]) => ({
  sections: [
    { name: 'global', kind: 'frame', text: '' } as const,
    { name: 'userlist a', kind: 'backend', text: '', hidden } as const,
  ],
});

describe('withoutSecrets', () => {
  it('hides secrets as they stand in the configuration and as HAProxy prints words', () => {
    const words = "[haproxy.cfg:3] : unknown 'pass word' in: user a password 'pass word' for a";
    expect(withoutSecrets(config("'pass word'"), words)).toBe(
      '[haproxy.cfg:3] : unknown (hidden) in: user a password (hidden) for a',
    );
  });

  it('shows nothing of a secret that begins with another one', () => {
    expect(withoutSecrets(config("'ab'", "'abcd'", "''"), 'abcd ab')).toBe('(hidden) (hidden)');
  });

  it('leaves the rest as it is', () => {
    expect(withoutSecrets(config(), 'line 3')).toBe('line 3');
  });
});
