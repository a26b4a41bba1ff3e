import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import { pemBlocks } from './pem-blocks.js';
import { readChain } from './read-chain.js';

/** Returns the certificates in a text, for HAProxy's `ca-file`, or the rule that the text breaks. */
export function readAuthorities(text: string): E.Either<string, string> {
  return pipe(
    pemBlocks(text),
    E.chain(readChain),
    E.map((authorities) => authorities.map(String).join('')),
  );
}
