import type { Mode } from './parameter.js';
import { destinationMarks, parameterNamed } from './parameter-table.js';
import type { Parameters } from './parameters.js';
import { type Report, splitName } from './reader.js';

/** Returns the indexes of the destinations in numeric order; 0 alone when the plain parameters make the only one. */
export function destinationIndexes(parameters: Parameters): readonly number[] {
  const indexes = new Set<number>();
  for (const [name, value] of Object.entries(parameters)) {
    const { base, index } = splitName(name);
    if (index !== undefined && destinationMarks.includes(base) && value !== '') indexes.add(index);
  }
  return indexes.size === 0 ? [0] : [...indexes].sort((a, b) => a - b);
}

/**
 * Says so when a known parameter carries an index that means nothing, or belongs to a mode that no destination it could
 * be for has. Unknown names are other programs' business.
 */
export function reportLeftovers(
  parameters: Parameters,
  modes: ReadonlyMap<number, Mode>,
  report: Report,
): void {
  for (const [name, value] of Object.entries(parameters)) {
    const { base, index } = splitName(name);
    const parameter = parameterNamed(base);
    if (parameter === undefined || value === '') continue;
    if (index !== undefined && !parameter.indexed) {
      report(name, value, `is ignored: ${base} belongs to the whole service`, `write it without .${index}`);
    } else if (index !== undefined && !modes.has(index)) {
      report(
        name,
        value,
        `is ignored: there is no destination ${index}`,
        `set servicePath.${index} and port.${index}`,
      );
    } else {
      const concerned = index === undefined ? [...modes.values()] : [modes.get(index)];
      if (concerned.some((mode) => mode !== undefined && parameter.modes.includes(mode))) continue;
      const rule = `is ignored: it means nothing with reqMode ${[...new Set(concerned)].join(' or ')}`;
      report(name, value, rule, `remove it, or use reqMode ${parameter.modes.join(' or ')}`);
    }
  }
}
