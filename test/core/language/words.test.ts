import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { joinWords, splitOutsideQuotes, splitWords } from '../../../src/core/language/words.js';

describe('splitWords', () => {
  it.each([
    ['X-A b', ['X-A', 'b']],
    ['  X-A   b ', ['X-A', 'b']],
    ['X-A "b c"', ['X-A', 'b c']],
    ["X-A 'b \"c'", ['X-A', 'b "c']],
    ['X-A b\\ c', ['X-A', 'b c']],
    ['X-A "say \\"hi\\""', ['X-A', 'say "hi"']],
    ['X-A "C:\\dir"', ['X-A', 'C:\\dir']],
    ["a'b'c", ['abc']],
    ["a ''", ['a', '']],
    ['a # b $c', ['a', '#', 'b', '$c']],
    ['', []],
  ])('reads %s', (line, words) => {
    expect(splitWords(line)).toEqual(words);
  });

  it.each(['"open', "it's", 'ends in \\'])('cannot read %s', (line) => {
    expect(splitWords(line)).toBeUndefined();
  });

  it('reads what joinWords wrote', () => {
    fc.assert(
      fc.property(
        fc.array(fc.string({ unit: 'grapheme' })),
        fc.constantFrom(',', '|', '::'),
        (words, separator) => {
          expect(splitWords(joinWords(words, separator))).toEqual(words);
        },
      ),
    );
  });
});

describe('splitOutsideQuotes', () => {
  it('leaves together what joinWords wrote', () => {
    const characters = fc.constantFrom(...'ab(["\'\\])|,;: ');
    const word = fc.string({ unit: characters, minLength: 1 });
    fc.assert(
      fc.property(fc.array(word, { minLength: 1 }), fc.constantFrom(',', ';', '|'), (words, separator) => {
        const line = joinWords(words, separator);
        expect(splitOutsideQuotes(line + separator + line, separator)).toEqual([line, line]);
      }),
    );
  });

  it.each([
    ['a, b,,c', ['a', 'b', 'c']],
    ['X-A "a, b",X-B c', ['X-A "a, b"', 'X-B c']],
    ['X-A %[hdr(x),lower],X-B c', ['X-A %[hdr(x),lower]', 'X-B c']],
    ["X-A 'a,\\',X-B c", ["X-A 'a,\\'", 'X-B c']],
    ['X-A a\\,b,c', ['X-A a\\,b', 'c']],
    ['X-A "a,X-B b', ['X-A "a', 'X-B b']],
    ['', []],
  ])('splits %s', (text, items) => {
    expect(splitOutsideQuotes(text, ',')).toEqual(items);
  });
});
