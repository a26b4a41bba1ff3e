// biome-ignore-all lint/suspicious/noTemplateCurlyInString: such texts are what is substituted
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { substitute } from '../../src/compose/substitute.js';

// The rules are Docker's: https://docs.docker.com/reference/compose-file/interpolation/

const variables = { SET: 'value', EMPTY: '', OTHER: 'other', DOLLAR: '$SET' };

describe('substitute', () => {
  it.each([
    ['no variables', 'no variables'],
    ['', ''],
    ['$SET', 'value'],
    ['${SET}', 'value'],
    ['a${SET}b$OTHER.c', 'avaluebother.c'],
    ['$$SET', '$SET'],
    ['$${SET}', '${SET}'],
    ['$$$SET', '$value'],
    ['a$$', 'a$'],
    ['${EMPTY}', ''],
    ['${SET:-default}', 'value'],
    ['${SET-default}', 'value'],
    ['${EMPTY:-default}', 'default'],
    ['${EMPTY-default}', ''],
    ['${UNSET:-default}', 'default'],
    ['${UNSET-default}', 'default'],
    ['${UNSET:-}', ''],
    ['${UNSET-}', ''],
    ['${UNSET:-/a:b?c-d+e}', '/a:b?c-d+e'],
    ['${UNSET:-two words}', 'two words'],
    ['${UNSET:-$OTHER}', 'other'],
    ['${UNSET:-${OTHER}}', 'other'],
    ['${UNSET:-${EMPTY:-${OTHER}x}y}z', 'otherxyz'],
    ['${UNSET:-a$$b}', 'a$b'],
    ['${SET:?must be set}', 'value'],
    ['${SET?must be set}', 'value'],
    ['${EMPTY?must be set}', ''],
    ['${SET:+instead}', 'instead'],
    ['${SET+instead}', 'instead'],
    ['${EMPTY:+instead}', ''],
    ['${EMPTY+instead}', 'instead'],
    ['${UNSET:+instead}', ''],
    ['${UNSET+instead}', ''],
    ['${SET:+${OTHER}}', 'other'],
    ['$DOLLAR', '$SET'],
    ['^/a}$$,/b', '^/a}$,/b'],
  ])('makes of %s: %s', (text, filled) => {
    expect(substitute(text, variables)).toEqual(E.right({ text: filled, unset: [] }));
  });

  it('makes nothing of variables that are not set, and names each once', () => {
    expect(substitute('a${NO}b$NO-$NEITHER', variables)).toEqual(
      E.right({ text: 'ab-', unset: ['NO', 'NEITHER'] }),
    );
  });

  it('knows a variable that is there without a value as not set', () => {
    expect(substitute('$NO', { NO: undefined })).toEqual(E.right({ text: '', unset: ['NO'] }));
  });

  it.each([
    ['${UNSET:?give a port}', 'needs the variable UNSET, which is not set (give a port)'],
    ['${EMPTY:?give a port}', 'needs the variable EMPTY, which is not set (give a port)'],
    ['${UNSET?}', 'needs the variable UNSET, which is not set'],
    ['${SET:-x}${UNSET?}', 'needs the variable UNSET, which is not set'],
    ['${UNSET:-${NO:?x}}', 'needs the variable NO, which is not set (x)'],
    ['^/a$', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['cost: 5$ or more', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['$5', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['${SET', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['${SET:-${OTHER}', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['${}', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['${1}', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['${SET!x}', 'has a "$" that begins no variable (write "$$" for a dollar)'],
    ['${SET:x}', 'has a "$" that begins no variable (write "$$" for a dollar)'],
  ])('refuses %s', (text, rule) => {
    expect(substitute(text, variables)).toEqual(E.left(rule));
  });
});
