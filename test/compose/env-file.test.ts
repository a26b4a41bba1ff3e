// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such texts are what is substituted
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { parseEnvFile } from '../../src/compose/env-file.js';

describe('parseEnvFile', () => {
  it.each([
    ['A=1\nB=two words\n', { A: '1', B: 'two words' }],
    ['# A=1\n\n  # b\r\nB=2\r\n', { B: '2' }],
    ['export A=1', { A: '1' }],
    ['A = 1 # one', { A: '1' }],
    ['A=a#b', { A: 'a#b' }],
    ['A=\nB=#x', { A: '', B: '' }],
    ['A="a # b" # c', { A: 'a # b' }],
    ["A='a # b'\nB='$X'", { A: 'a # b', B: '$X' }],
    ['A="say \\"hi\\""', { A: 'say "hi"' }],
    ['A=1\nB=${A}2\nC="$B$HOST"', { A: '1', B: '12', C: '12env' }],
    ['HOST=file\nB=$HOST', { HOST: 'file', B: 'env' }],
    ['HOST', {}],
  ])('reads %j', (text, variables) => {
    expect(parseEnvFile(text, { HOST: 'env' })).toEqual(E.right(variables));
  });

  it.each([
    ['A=1\n{ no }', 'line 2 is not NAME=value'],
    ['A=$', 'line 1 has a "$" that begins no variable (write "$$" for a dollar)'],
  ])('refuses %j', (text, rule) => {
    expect(parseEnvFile(text, {})).toEqual(E.left(rule));
  });
});
