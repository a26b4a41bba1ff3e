import { readFileSync } from 'node:fs';
import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { apiFields } from '../../../src/core/parameters/api-fields.js';
import { fromQuery } from '../../../src/core/parameters/from-query.js';
import { readableParameters } from '../../support/parameter-values.js';

const context = { separator: ',', defaultMode: 'http' } as const;
const fields = (query: string) => {
  const parameters = fromQuery(query);
  return E.isRight(parameters) ? apiFields(parameters.right, context) : expect.fail();
};

/** What Docker Flow Proxy said of the service `demo`. */
function recorded(name: string): Record<string, unknown> {
  return JSON.parse(readFileSync(`test/golden/http/${name}.json`, 'utf8')).demo;
}

/** What Docker Flow Proxy worked out for its own templates: no parameter. */
const internal = new Set([
  ...['Debug', 'DebugFormat', 'UseGlobalUsers', 'ServicePort', 'AclCondition', 'IsGlobal', 'LookupRetry'],
  ...['LookupRetryInterval', 'Tasks', 'ReqModeFormatted', 'SrcPortAcl', 'SrcPortAclName', 'SrcHttpsPortAcl'],
  ...['SrcHttpsPortAclName', 'ReqPathSearchReplaceFormatted', 'IncludeSrcPortACL', 'IncludeSrcHttpsPortACL'],
]);

/** The same without these and without passwords. */
function contract(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(contract);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).filter(([name]) => !internal.has(name));
  return Object.fromEntries(
    entries.map(([name, inner]) => [name, name === 'Password' ? '(hidden)' : contract(inner)]),
  );
}

describe("a service in Docker Flow Proxy's fields", () => {
  it.each([
    [
      'config-json-full',
      'serviceName=demo&servicePath.1=/demo&port.1=8080&srcPort.1=80&servicePath.2=/demo2&port.2=8080&srcPort.2=80&addReqHeader=X-A%20b,X-C%20d&setResHeader=X-E%20f&serviceDomain=a.com,b.com&users=u1:p1,u2:p2&replicas=1&timeoutServer=7&httpsOnly=true&aclName=05-demo&pathType=path_beg&serviceHeader=X-V:3&userAgent=bot',
    ],
    ['config-json', 'serviceName=demo&servicePath=/demo&port=8080&replicas=1'],
  ])('is what it says itself: %s', (name, query) => {
    expect(fields(query)).toEqual(contract(recorded(name)));
  });

  it('shows no password and no key', () => {
    const shown = fields(
      'serviceName=a&users=u:s3cret,v&usersPassEncrypted=t&serviceCert=-----BEGIN X-----s3cret',
    );
    expect(JSON.stringify(shown)).not.toContain('s3cret');
    expect(shown).toMatchObject({
      ServiceCert: '(hidden)',
      Users: [
        { Username: 'u', Password: '(hidden)', PassEncrypted: true },
        { Username: 'v', Password: '(hidden)', PassEncrypted: true },
      ],
    });
  });

  it('has the same fields whatever is given, and never throws', () => {
    const names = Object.keys(fields(''));
    const ofDestination = (shown: { ServiceDest?: unknown }) =>
      Array.isArray(shown.ServiceDest) ? shown.ServiceDest.map((one) => Object.keys(one).join()) : [];
    const [expected] = ofDestination(fields(''));
    fc.assert(
      fc.property(readableParameters(','), (parameters) => {
        const shown = apiFields(parameters, context);
        expect(Object.keys(shown)).toEqual(names);
        expect(new Set(ofDestination(shown))).toEqual(new Set([expected]));
      }),
    );
  });
});
