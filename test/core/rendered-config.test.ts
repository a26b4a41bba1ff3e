import { expect, it } from 'vitest';
import { shownCfg } from '../../src/core/rendered-config.js';

it('hides every secret, also one that begins with another', () => {
  const hidden = ["insecure-password 'a'", "insecure-password 'a'\\''b'"];
  const text = `userlist x\n    user ann ${hidden[0]}\n    user ben ${hidden[1]}\n`;
  const config = {
    revision: '',
    sections: [{ name: 'userlist x', kind: 'backend', text, hidden }] as const,
    maps: [],
    files: new Map(),
    certificates: new Map(),
    discovery: [],
  };
  expect(shownCfg(config)).toBe('userlist x\n    user ann (hidden)\n    user ben (hidden)\n');
});
