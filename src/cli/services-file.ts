import * as E from 'fp-ts/lib/Either.js';
import * as t from 'io-ts';
import type { Parameters } from '../core/parameters/parameters.js';

/** A value as YAML gives it; `8080` and `true` mean the texts that a label would have. */
const Value = t.union([t.string, t.number, t.boolean]);
const Given = t.readonlyArray(t.record(t.string, Value));

/** A services file: a list of parameter maps. */
export const ServicesFile = new t.Type<readonly Parameters[], readonly Parameters[], unknown>(
  'ServicesFile',
  (_value): _value is readonly Parameters[] => true,
  (input, context) =>
    E.map((services: t.TypeOf<typeof Given>) => services.map(textsOf))(Given.validate(input, context)),
  (services) => services,
);
export type ServicesFile = t.TypeOf<typeof ServicesFile>;

function textsOf(given: Readonly<Record<string, t.TypeOf<typeof Value>>>): Parameters {
  return Object.fromEntries(Object.entries(given).map(([name, value]) => [name, String(value)]));
}
