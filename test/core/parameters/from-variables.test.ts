import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { fromVariables } from '../../../src/core/parameters/from-variables.js';
import { settableRows, someParameters } from '../../support/parameters.js';

describe('DFP_SERVICE_* variables', () => {
  it('with a number make a service each, without one more', () => {
    const { services, problems } = fromVariables({
      DFP_SERVICE_7_SERVICE_NAME: 'seven',
      DFP_SERVICE_7_PORT: '7',
      DFP_SERVICE_12_SERVICE_NAME: 'twelve',
      DFP_SERVICE_SERVICE_NAME: 'plain',
      DFP_SERVICE_SERVICE_PATH: '/plain',
      SERVICE_NAME: 'proxy',
      PATH: '/bin',
    });
    expect(problems).toEqual([]);
    expect(new Set(services)).toEqual(
      new Set([
        { serviceName: 'seven', port: '7' },
        { serviceName: 'twelve' },
        { serviceName: 'plain', servicePath: '/plain' },
      ]),
    );
  });

  it.each([
    ['SERVICE_PATH_2', 'servicePath.2'],
    ['SERVICE_PATH_EXCLUDE', 'servicePathExclude'],
    ['REQ_PATH_SEARCH_REPLACE', 'reqPathSearchReplace'],
    ['REQ_PATH_SEARCH_REPLACE_31', 'reqPathSearchReplace.31'],
    ['HTTPS_PORT_1', 'httpsPort.1'],
    ['SRC_HTTPS_PORT', 'srcHttpsPort'],
    ['CHECK_TCP', 'checkTcp'],
    ['SSL_VERIFY_NONE', 'sslVerifyNone'],
    ['ACL_NAME', 'aclName'],
  ])('%s means %s', (variable, name) => {
    const { services, problems } = fromVariables({
      DFP_SERVICE_1_SERVICE_NAME: 'demo',
      [`DFP_SERVICE_1_${variable}`]: 'value',
    });
    expect(services).toEqual([{ serviceName: 'demo', [name]: 'value' }]);
    expect(problems).toEqual([]);
  });

  it.each([
    ['DFP_SERVICE_1_SERVICEPATH_2', 'did you mean DFP_SERVICE_1_SERVICE_PATH_2?'],
    ['DFP_SERVICE_1_USER', 'did you mean DFP_SERVICE_1_USERS?'],
    ['DFP_SERVICE_1_PORT_0', 'the index of a destination is a number from 1 to 99999'],
    ['DFP_SERVICE_1_SWARM.ATTACHED', 'see docs/labels.md'],
  ])('%s is no parameter, which is said without its value', (variable, advice) => {
    const { services, problems } = fromVariables({
      DFP_SERVICE_1_SERVICE_NAME: 'demo',
      [variable]: 'u:s3cret',
    });
    expect(services).toEqual([{ serviceName: 'demo' }]);
    expect(problems).toMatchObject([{ service: 'demo', parameter: variable, advice }]);
    expect(JSON.stringify(problems)).not.toContain('s3cret');
  });

  it('without a name are no service, which is said', () => {
    const { services, problems } = fromVariables({
      DFP_SERVICE_3_PORT: '80',
      DFP_SERVICE_3_SERVICE_NAME: '',
    });
    expect(services).toEqual([]);
    expect(problems).toMatchObject([{ parameter: 'DFP_SERVICE_3_SERVICE_NAME', rule: 'is missing' }]);
  });

  it('give back what was written into them, for every row of the table', () => {
    const named = (parameters: Record<string, string>, at: number) => ({
      ...parameters,
      serviceName: `s${at}`,
    });
    fc.assert(
      fc.property(fc.array(someParameters, { maxLength: 4 }), (all) => {
        const services = all.map(named);
        const variables = services.flatMap((parameters, at) =>
          Object.entries(parameters).map(([name, value]) => [variableOf(name, at * 5), value]),
        );
        const read = fromVariables(Object.fromEntries(variables));
        expect(read.services).toEqual(services);
        expect(read.problems).toEqual([]);
      }),
    );
    const everything = Object.fromEntries(settableRows.map(({ name }) => [name, name]));
    const variables = Object.keys(everything).map((name) => [variableOf(name, 1), name]);
    expect(fromVariables(Object.fromEntries(variables))).toEqual({ services: [everything], problems: [] });
  });

  it('never throw and are never lost in silence', () => {
    const name = fc.string().map((text) => `DFP_SERVICE_${text}`);
    fc.assert(
      fc.property(fc.dictionary(name, fc.string({ minLength: 1 })), (variables) => {
        const { services, problems } = fromVariables(variables);
        const told = Object.keys(variables).length > 0 ? problems.length + services.length : 1;
        expect(told).toBeGreaterThan(0);
      }),
    );
  });
});

function variableOf(name: string, number: number): string {
  const [base = '', index] = name.split('.');
  const words = base
    .split(/(?=[A-Z])/)
    .join('_')
    .toUpperCase();
  return `DFP_SERVICE_${number}_${words}${index === undefined ? '' : `_${index}`}`;
}
