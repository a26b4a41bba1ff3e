import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { pipe } from 'fp-ts/lib/function.js';
import * as TE from 'fp-ts/lib/TaskEither.js';
import { decodeConfig, encodeConfig } from '../core/config-text.js';
import type { WaggleError } from '../errors.js';
import type { ConfigStore } from '../ports.js';
import { readIfThere, writeDurably } from './durable-file.js';

/** Returns a store in `<folder>/last-good.json`, readable by its owner only since a configuration holds passwords. */
export function configFile(folder: string): ConfigStore {
  const path = join(folder, 'last-good.json');
  const decode = (text: string | undefined) =>
    text === undefined
      ? E.right(undefined)
      : E.mapLeft((detail: string): WaggleError => ({ _tag: 'BadSavedConfig', path, detail }))(
          decodeConfig(text),
        );
  return {
    load: () => pipe(readIfThere(path), TE.chainEitherK(decode)),
    save: (config) => writeDurably(path, encodeConfig(config)),
  };
}
