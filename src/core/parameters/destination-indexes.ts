import { splitName } from './parameter-name.js';
import { destinationMarks } from './parameter-table.js';
import type { Parameters } from './parameters.js';

/** Returns the indexes of the destinations in numeric order; 0 alone when the plain parameters make the only one. */
export function destinationIndexes(parameters: Parameters): readonly number[] {
  const indexes = new Set<number>();
  for (const [name, value] of Object.entries(parameters)) {
    const { base, index } = splitName(name);
    if (index !== undefined && destinationMarks.includes(base) && value !== '') indexes.add(index);
  }
  return indexes.size === 0 ? [0] : [...indexes].sort((a, b) => a - b);
}
