import type { Mode } from '../parameters/parameter.js';
import { splitName } from '../parameters/parameter-name.js';
import { parameterNamed } from '../parameters/parameter-table.js';
import type { Parameters } from '../parameters/parameters.js';
import type { Report } from '../parameters/reader.js';

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
