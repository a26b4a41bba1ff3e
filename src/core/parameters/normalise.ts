import type { ParameterContext } from './parameter.js';
import { splitName } from './parameter-name.js';
import { parameterNamed } from './parameter-table.js';
import type { Parameters } from './parameters.js';

/**
 * Returns the parameters in their plainest spelling. What is unknown, cannot be read or carries an index that it must not have is
 * left out: what remains means the same and says nothing else.
 */
export function normalise(parameters: Parameters, context: ParameterContext): Parameters {
  return Object.fromEntries(
    Object.entries(parameters).flatMap(([name, text]) => {
      const { base, index } = splitName(name);
      const parameter = parameterNamed(base);
      const means = text !== '' && (index === undefined || parameter?.indexed);
      const plain = means ? parameter?.plain(text, context) : undefined;
      return plain === undefined ? [] : [[name, plain]];
    }),
  );
}
