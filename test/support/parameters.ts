import fc from 'fast-check';
import { parameterTable } from '../../src/core/parameters/parameter-table.js';
import { isSwarmFact, type Parameters } from '../../src/core/parameters/parameters.js';

/** Rows of the table that users may set. */
export const settableRows = Object.values(parameterTable).filter(({ name }) => !isSwarmFact(name));

/** Names of parameters as they may be given: `port`, `port.2`, `aclName`. */
export const parameterName = fc
  .record({ row: fc.constantFrom(...settableRows), index: fc.constantFrom('', '.1', '.2', '.10') })
  .map(({ row, index }) => (row.indexed ? row.name + index : row.name));

/** Parameters that the readers must carry, whatever their values: these are not looked at here. */
export const someParameters: fc.Arbitrary<Parameters> = fc.dictionary(
  parameterName,
  fc.string({ minLength: 1, unit: 'binary' }),
);
