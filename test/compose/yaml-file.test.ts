import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { nodeAt, readYaml, type YamlFile } from '../../src/compose/yaml-file.js';

const yaml = (...lines: string[]): YamlFile => {
  const file = readYaml(lines.join('\n'));
  if (E.isLeft(file)) throw new Error(JSON.stringify(file.left));
  return file.right;
};
const seen = (file: YamlFile, ...path: string[]) =>
  file
    .entries(nodeAt(file, file.root, ...path))
    ?.map(({ key, line, value }) => [key, file.text(value), line]);

describe('readYaml', () => {
  it('gives the texts that Docker makes of scalars, and their lines', () => {
    const file = yaml(
      'a: 8080',
      'b: "8080"',
      'c: True',
      'd:',
      'e: ~',
      'f: 1.50',
      'g: |',
      '  x',
      '  y',
      'h: 1',
    );
    expect(seen(file)).toEqual([
      ['a', '8080', 1],
      ['b', '8080', 2],
      ['c', 'true', 3],
      ['d', '', 4],
      ['e', '', 5],
      ['f', '1.5', 6],
      ['g', 'x\ny\n', 7],
      ['h', '1', 10],
    ]);
  });

  it('keeps the digits of long numbers', () => {
    expect(seen(yaml('a: 12345678901234567890'))).toEqual([['a', '12345678901234567890', 1]]);
  });

  it('follows aliases and merge keys to the lines where things stand', () => {
    const file = yaml(
      'base: &base',
      '  a: 1',
      '  b: 2',
      'more: &more { b: 3, c: 4 }',
      'one:',
      '  <<: *base',
      '  a: 5',
      'two:',
      '  <<: [*more, *base]',
      'three: *base',
    );
    expect(seen(file, 'one')).toEqual([
      ['a', '5', 7],
      ['b', '2', 3],
    ]);
    expect(seen(file, 'two')).toEqual([
      ['b', '3', 4],
      ['c', '4', 4],
      ['a', '1', 2],
    ]);
    expect(seen(file, 'three')).toEqual([
      ['a', '1', 2],
      ['b', '2', 3],
    ]);
  });

  it('takes the last anchor before an alias, and an anchor as often as it is named', () => {
    expect(seen(yaml('a: &x 1', 'b: *x', 'c: &x 2', 'd: *x'))).toEqual([
      ['a', '1', 1],
      ['b', '1', 2],
      ['c', '2', 3],
      ['d', '2', 4],
    ]);
    const many = Array.from({ length: 1000 }, (_, at) => `s${at}: { <<: *base }`);
    expect(seen(yaml('base: &base { a: 1 }', ...many), 's999')).toEqual([['a', '1', 1]]);
  });

  it('tells lists, maps and scalars apart', () => {
    const file = yaml('list: &l [a]', 'same: *l', 'text: x');
    expect(file.items(nodeAt(file, file.root, 'same'))).toHaveLength(1);
    expect(file.items(nodeAt(file, file.root, 'text'))).toBeUndefined();
    expect(file.entries(nodeAt(file, file.root, 'same'))).toBeUndefined();
    expect(file.text(nodeAt(file, file.root, 'same'))).toBeUndefined();
  });

  it.each([
    [['a: ['], 1],
    [['a: 1', 'a: 2'], 2],
    [['a: 1', 'b: secret: x'], 2],
    [['a: 1', '---', 'b: 2'], 2],
  ])('refuses %j with its line and none of its words', (lines, line) => {
    const file = readYaml(lines.join('\n'));
    expect(file).toEqual(E.left({ line, rule: expect.stringMatching(/^is not YAML: [A-Z]/) }));
    expect(JSON.stringify(file)).not.toContain('secret');
  });

  it('refuses aliases that lead nowhere or multiply beyond reason', () => {
    const rule = { rule: 'has aliases that cannot be resolved' };
    expect(readYaml('a: *nobody')).toEqual(E.left(expect.objectContaining({ rule: expect.any(String) })));
    const levels = 'bcdefghij'.split('');
    const bomb = levels.map(
      (name, at) => `${name}: &${name} [${Array(10).fill(`*${at === 0 ? 'a' : levels[at - 1]}`)}]`,
    );
    expect(readYaml(['a: &a [x]', ...bomb].join('\n'))).toEqual(E.left(rule));
  });
});
