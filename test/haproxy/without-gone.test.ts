import { expect, it } from 'vitest';
import { withoutGone } from '../../src/haproxy/without-gone.js';

const line = (server: string, hostname: string) =>
  `4 shop 1 ${server} 10.0.0.1 2 0 1 1 3 1 0 0 0 0 0 0 ${hostname} 80 - 0 0 - - 0`;

it('the next worker is not told of servers whose name is known to be gone', () => {
  const known = new Map([
    ['tasks.gone', []],
    ['tasks.there', ['10.0.0.1']],
  ]);
  const others = ['1', '# header', line('b', 'tasks.there'), line('c', 'tasks.unasked'), line('d', '-'), ''];
  expect(withoutGone([...others, line('a', 'tasks.gone'), ''].join('\n'), known)).toBe(
    [...others, ''].join('\n'),
  );
});
