import { describe, expect, it } from 'vitest';
import { isRegularExpression, readRegularExpression } from '../../../src/core/language/regular-expression.js';

describe('regular expressions', () => {
  it.each([
    ['^/v[0-9]+/(a|b)?$', '/v12/a', '/va/a'],
    ['(?i)^/demo', '/DEMO/x', '/x'],
    ['/(?:a|b){2,3}?/', '/ab/', '/a/'],
    ['(?P<kind>a)-', 'a-', '-a'],
    ['(?<kind>x)y', 'xy', 'y'],
    ['^[[:alpha:]_-]+[^[:digit:]\\s]$', 'ab_c', 'ab1'],
    ['[]x]', ']', 'y'],
    ['[^]]', 'x', ']'],
    ['[\\]\\\\-]\\x41', '-A', 'A'],
    ['^[.]$', '.', 'x'],
    ['a{b}', 'a{b}', 'ab'],
    ['^/(?!private).*', '/public', '/private'],
    ['(?<=/)x(?<!a|b)', '/x', 'ax'],
    ['\\.\\/\\-\\ \\"', './- "', 'x'],
  ])('%s takes %j and not %j', (pattern, taken, not) => {
    expect(readRegularExpression(pattern)?.test(taken)).toBe(true);
    expect(readRegularExpression(pattern)?.test(not)).toBe(false);
  });

  it('compares in whatever case where that is asked for', () => {
    expect(readRegularExpression('^/a', true)?.test('/A')).toBe(true);
  });

  it.each([
    '',
    '(',
    ')',
    'a)',
    '[',
    '[]',
    '[^]',
    '[b-a]',
    '[a-\\d]',
    '[\\d-a]',
    '[[:nonsense:]]',
    '[[.a.]]',
    '[:alpha:]',
    '*a',
    'a**',
    'a{3,2}',
    'a{1000}',
    'a{,2}',
    'a{ 1 }',
    '^*',
    '(?:)*?+',
    '\\',
    '\\c',
    '\\u0041',
    '\\x4',
    '\\k<a>',
    '\\p{L}',
    '\\Qa\\E',
    '(a)\\1',
    '(?<a>x)(?<a>y)',
    '(?<1a>x)',
    '(?<=a+)b',
    '(?<=(a))b',
    '(?i',
    '(?x)a',
    '(*UTF)a',
    '(?>a)',
    'a++',
    '(((a{999}){999}){999})',
    '('.repeat(60) + ')'.repeat(60),
    'a'.repeat(1001),
    'é',
    'a\nb',
  ])('refuses %j', (pattern) => {
    expect(isRegularExpression(pattern)).toBe(false);
  });
});
