import { expect, it } from 'vitest';
import { isCondition } from '../../../src/core/language/acl-condition.js';

const words = (text: string) => text.split(' ').filter((word) => word !== '');

it.each([
  '',
  'if { ssl_fc }',
  'if !{ ssl_fc }',
  'unless { req.hdr(x-kind),lower -m found } METH_GET',
  'if { src 10.0.0.0/8 } or LOCALHOST',
  'if ! TRUE',
])('takes %j for a condition', (text) => {
  expect(isCondition(words(text))).toBe(true);
});

it.each([
  'if',
  'when { ssl_fc }',
  'if ssl_fc',
  'if { ssl_fc',
  'if ssl_fc }',
  'if { }',
  'if TRUE or',
  'if { -f /etc/passwd }',
  'if { path -f /etc/passwd }',
  'if { path -M -f x }',
  `if ${'TRUE '.repeat(60)}`,
  'if somebody-elses-acl',
])('does not take %j for one', (text) => {
  expect(isCondition(words(text))).toBe(false);
});
