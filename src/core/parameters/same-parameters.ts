import type { Parameters } from './parameters.js';

/** Returns whether two maps say the same, in whatever order. */
export function sameParameters(a: Parameters, b: Parameters): boolean {
  if (a === b) return true;
  let left = 0;
  for (const name in a) {
    if (a[name] !== b[name]) return false;
    left += 1;
  }
  for (const _ in b) left -= 1;
  return left === 0;
}
