import { describe, expect, it } from 'vitest';
import { logFormat } from '../../../src/core/language/log-format.js';

describe('the value of a header', () => {
  it.each([
    ['a sample', '%[src,lower]', '%[src,lower]'],
    ['a variable', '%ci:%cp', '%ci:%cp'],
    ['variables with text of words between them', '%{+X}o %ci:%cp_%fi:%fp_%Ts_%rt:%pid', undefined],
    ['what TLS agreed on', '%sslv %sslc', undefined],
    ['a per cent sign', '100% of %20 and %percent', '100%% of %%20 and %%percent'],
    ['a doubled one', '100%%', '100%%'],
    ['one that ends the text', '5%', '5%%'],
  ])('may hold %s', (_what, text, format) => {
    expect(logFormat(text)).toBe(`'${format ?? text}'`);
  });
});
