import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { decodeText } from '../../../../src/core/codecs.js';
import { RawLines } from '../../../../src/core/parameters/values/raw-lines.js';

describe('raw lines of a backend', () => {
  it.each([
    ['option httpchk\\nhttp-check expect status 200', ['option httpchk', 'http-check expect status 200']],
    ["http-request set-header X 'a b' # it's", ["http-request set-header X 'a b' # it's"]],
    ['# only "a comment\n\n\ttimeout server 5s\r\n', ['# only "a comment', 'timeout server 5s']],
    ['acl x path a\\ b "c # d"', ['acl x path a\\ b "c # d"']],
  ])('are %j', (text, lines) => {
    expect(decodeText(RawLines, text)).toEqual(E.right(lines));
  });

  // Each of these begins a section, or makes HAProxy refuse everything.
  it.each([
    'frontend evil',
    '"front"end evil',
    'f\\rontend evil',
    '\\x67lobal',
    '"$SECTION" evil',
    `"$${'{NOPE-global}'}"`,
    '.if 1',
    'timeout server 5s\\nglobal',
    "http-request set-header X 'open",
    "http-request set-header X ''",
    `acl x path ${'a '.repeat(61)}`,
    'acl x path \u0001',
  ])('are not %j', (text) => {
    expect(E.isLeft(decodeText(RawLines, text))).toBe(true);
  });
});
