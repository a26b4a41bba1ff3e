import { type FromText, fromText, splitList } from '../../codecs.js';
import type { ParameterContext } from '../parameter.js';

/** A list with at least one item: where there should be hosts or paths, none would mean any. */
export function list({ separator }: ParameterContext): FromText<readonly string[]> {
  return fromText<readonly string[]>(
    `must be a list separated by "${separator}"`,
    (text) => {
      const items = splitList(text, separator);
      return items.length > 0 ? items : undefined;
    },
    (items) => items.join(separator),
  );
}
