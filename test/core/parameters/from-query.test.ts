import fc from 'fast-check';
import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { fromQuery } from '../../../src/core/parameters/from-query.js';
import { someParameters } from '../../support/parameters.js';

describe('a query', () => {
  it('is read as a browser or curl writes it', () => {
    const query = '?serviceName=demo&servicePath.1=/demo&addReqHeader=X-A+b%2CX-C%20d&isDefaultBackend';
    expect(fromQuery(query)).toEqual(
      E.right({
        serviceName: 'demo',
        'servicePath.1': '/demo',
        addReqHeader: 'X-A b,X-C d',
        isDefaultBackend: '',
      }),
    );
  });

  it('that is empty holds nothing', () => {
    expect(fromQuery('')).toEqual(E.right({}));
    expect(fromQuery('?&&=x')).toEqual(E.right({}));
  });

  it('says a thing once: the first value of a name counts', () => {
    expect(fromQuery('port=1&port=2')).toEqual(E.right({ port: '1' }));
  });

  it.each([
    ['users=u:s3cret%zz', 'the value of users is not percent-encoded UTF-8'],
    ['users=%ff', 'the value of users is not percent-encoded UTF-8'],
    ['%=1', 'a name in the query is not percent-encoded UTF-8'],
  ])('%s is refused without showing what it holds', (query, rule) => {
    expect(fromQuery(query)).toEqual(E.left(rule));
  });

  it('gives back what was written into it', () => {
    fc.assert(
      fc.property(someParameters, (parameters) => {
        expect(fromQuery(new URLSearchParams(parameters).toString())).toEqual(E.right(parameters));
      }),
    );
  });

  it('never throws', () => {
    const pieces = fc.array(fc.oneof(fc.constantFrom('%', '&', '=', '%2', '%e4', '+'), fc.string()));
    fc.assert(fc.property(pieces, (query) => void fromQuery(query.join(''))));
  });
});
