import { describe, expect, it } from 'vitest';
import { nearest } from '../../src/core/nearest.js';

const words = ['servicePath', 'servicePathExclude', 'port', 'srcPort', 'users'];

describe('the nearest word', () => {
  it.each([
    ['servicepath', 'servicePath'],
    ['servicPath', 'servicePath'],
    ['sevricePath', 'servicePath'],
    ['prot', undefined],
    ['porrt', 'port'],
    ['srcport', 'srcPort'],
    ['user', 'users'],
    ['distribute', undefined],
    ['', undefined],
  ])('to %j is %j', (given, meant) => {
    expect(nearest(given, words)).toBe(meant);
  });
});
