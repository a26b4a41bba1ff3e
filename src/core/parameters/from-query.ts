import * as E from 'fp-ts/lib/Either.js';
import type { Parameters } from './parameters.js';

/**
 * Returns the parameters in a URL's query, with or without its `?`. Of a name that is given more than once the first value
 * counts, as Docker Flow Proxy had it. Left: what cannot be decoded, in words without any value, which may be a secret.
 *
 * @example fromQuery('serviceName=demo&servicePath.1=/demo')
 */
export function fromQuery(query: string): E.Either<string, Parameters> {
  const parameters = new Map<string, string>();
  for (const pair of query.replace(/^\?/, '').split('&')) {
    const equals = pair.indexOf('=');
    const name = decoded(equals < 0 ? pair : pair.slice(0, equals));
    const value = decoded(equals < 0 ? '' : pair.slice(equals + 1));
    if (name === undefined) return E.left('a name in the query is not percent-encoded UTF-8');
    if (value === undefined) return E.left(`the value of ${name} is not percent-encoded UTF-8`);
    if (name !== '' && !parameters.has(name)) parameters.set(name, value);
  }
  return E.right(Object.fromEntries(parameters));
}

function decoded(text: string): string | undefined {
  try {
    return decodeURIComponent(text.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
