import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { normalise } from '../../../src/core/parameters/normalise.js';
import { parameterTable } from '../../../src/core/parameters/parameter-table.js';
import { parseService } from '../../../src/core/services/parse-service.js';
import { parameterValues, readableParameters } from '../../support/parameter-values.js';
import { someParseSettings } from '../../support/settings.js';

const separators = [',', ';', '|', ' and '];
const settings = (separator: string) =>
  someParseSettings({
    separator,
    verifiesClients: true,
    templates: new Set(['fe.tmpl', 'be.tmpl']),
    users: { shared: undefined, secrets: new Map([['known', 'a:b\nc:d']]) },
  });
const withBasics = (parameters: Record<string, string>) => ({
  serviceName: 'demo',
  port: '80',
  servicePath: '/demo',
  ...parameters,
});

describe.each(separators)('the plainest spelling, lists separated by %j', (separator) => {
  const services = readableParameters(separator).map(withBasics);
  const spec = (parameters: Record<string, string>) => {
    const { parameters: _, ...meaning } = parseService(parameters, settings(separator)).spec ?? {};
    return meaning;
  };
  const plain = (parameters: Record<string, string>) => ({ ...normalise(parameters, { separator }) });

  it.each(Object.entries(parameterTable))('of %s can be read and is its own', (key, row) => {
    const values = Object.entries(parameterValues).find(([name]) => name === key)?.[1] ?? expect.fail();
    fc.assert(
      fc.property(values(separator), (value) => {
        const once = row.plain(value, { separator });
        expect(once).toBeDefined();
        expect(row.plain(once ?? '', { separator })).toBe(once);
      }),
      { numRuns: 50 },
    );
  });

  it('means the same', () => {
    fc.assert(
      fc.property(services, (parameters) => {
        expect(spec(plain(parameters))).toEqual(spec(parameters));
      }),
      { numRuns: 300 },
    );
  });

  it('is its own plainest spelling', () => {
    fc.assert(
      fc.property(services, (parameters) => {
        const once = plain(parameters);
        expect(plain(once)).toEqual(once);
      }),
    );
  });

  it('does not depend on the order of the parameters, nor does what they mean', () => {
    fc.assert(
      fc.property(
        services.chain((parameters) => {
          const entries = Object.entries(parameters);
          return fc.tuple(
            fc.constant(parameters),
            fc.shuffledSubarray(entries, { minLength: entries.length }).map((all) => Object.fromEntries(all)),
          );
        }),
        ([parameters, shuffled]) => {
          expect(plain(shuffled)).toEqual(plain(parameters));
          expect(spec(shuffled)).toEqual(spec(parameters));
        },
      ),
    );
  });
});

describe('the plainest spelling', () => {
  it('leaves out what says nothing', () => {
    const parameters = {
      serviceName: ' demo ',
      'com.acme': 'x',
      port: 'eighty',
      'aclName.1': 'x',
      'servicePath.2': '/a ,, /b,',
      userDef: '',
    };
    expect(normalise(parameters, { separator: ',' })).toEqual({
      serviceName: 'demo',
      'servicePath.2': '/a,/b',
    });
  });

  it('never throws, whatever the parameters hold', () => {
    const names = fc.oneof(fc.constantFrom(...Object.keys(parameterTable)), fc.string());
    fc.assert(
      fc.property(fc.dictionary(names, fc.string()), fc.string({ minLength: 1 }), (parameters, separator) => {
        normalise(parameters, { separator });
      }),
    );
  });
});
