import { describe, expect, it } from 'vitest';
import { placeOf } from '../../../src/core/validation/place.js';

const at = (line: number) => ({ file: 'a.yml', line });
const places = new Map([
  [
    'web',
    {
      place: at(1),
      parameters: new Map([
        ['port', at(2)],
        ['servicePath.1', at(3)],
      ]),
    },
  ],
]);

describe('placeOf', () => {
  it.each([
    ['port', 2],
    ['port.1', 2],
    ['servicePath.1', 3],
    ['servicePath', 1],
    ['servicePath.2', 1],
    ['(configuration)', 1],
  ])('finds %s', (parameter, line) => {
    expect(placeOf(places, { service: 'web', parameter })).toEqual(at(line));
  });

  it('knows no place of others', () => {
    expect(placeOf(places, { service: '(certificates)', parameter: 'x' })).toBeUndefined();
  });
});
