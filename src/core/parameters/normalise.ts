import * as E from 'fp-ts/lib/Either.js';
import type * as t from 'io-ts';
import { decodeText, type FromText } from '../codecs.js';
import type { Parameter, ParameterContext } from './parameter.js';
import { parameterTable } from './parameter-table.js';
import type { Parameters } from './parameters.js';
import { splitName } from './reader.js';

/** Row → type of its values. */
type Values = {
  readonly [K in keyof typeof parameterTable]: t.TypeOf<ReturnType<(typeof parameterTable)[K]['codec']>>;
};
const rows: { readonly [K in keyof Values]: Parameter<Values[K]> } = parameterTable;

/**
 * Returns the parameters in their plainest spelling: each is decoded by its row and encoded again. What is unknown, cannot be
 * read or carries an index that it must not have is left out, so that what remains means the same and says nothing else.
 */
export function normalise(parameters: Parameters, context: ParameterContext): Parameters {
  const plain = Object.entries(parameters).map(([name, text]) => [name, plainText(name, text, context)] as const);
  return Object.fromEntries(plain.flatMap(([name, text]) => (text === undefined ? [] : [[name, text]])));
}

function plainText(name: string, text: string, context: ParameterContext): string | undefined {
  const { base, index } = splitName(name);
  const key = keyByName.get(base);
  if (key === undefined || text === '' || (index !== undefined && !rows[key].indexed)) return undefined;
  return again(rows[key].codec(context), text);
}
