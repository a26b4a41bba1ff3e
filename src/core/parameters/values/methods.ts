import { type FromText, fromText, splitList } from '../../codecs.js';
import type { ParameterContext } from '../parameter.js';

/** A list of HTTP methods; they are upper case whatever is given. */
export function methods({ separator }: ParameterContext): FromText<readonly string[]> {
  return fromText<readonly string[]>(
    `must be a list of HTTP methods separated by "${separator}"`,
    (text) => {
      const given = splitList(text.toUpperCase(), separator.toUpperCase());
      return given.length > 0 && given.every((method) => /^[A-Z][A-Z-]{0,30}$/.test(method))
        ? given
        : undefined;
    },
    (given) => given.join(separator),
  );
}
