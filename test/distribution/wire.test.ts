import * as E from 'fp-ts/lib/Either.js';
import { describe, expect, it } from 'vitest';
import { snapshotOf } from '../../src/core/snapshot/snapshot.js';
import { decodeSnapshot, encodeSnapshot, etagOf, isKnown } from '../../src/core/snapshot/wire.js';

const snapshot = snapshotOf([
  { serviceName: 'web', port: '80' },
  { serviceName: 'api', port: '8080', 'swarm.endpointMode': 'dnsrr' },
]);

describe('a snapshot on the wire', () => {
  it('comes back as it was', () => {
    expect(decodeSnapshot(encodeSnapshot(snapshot), snapshot.revision)).toEqual(E.right(snapshot));
  });

  it('is a list of parameter maps, as a Swarm Listener hands it out', () => {
    expect(JSON.parse(encodeSnapshot(snapshot))).toContainEqual({ serviceName: 'web', port: '80' });
  });

  it('is refused when its content has another revision', () => {
    const other = encodeSnapshot(snapshotOf([{ serviceName: 'web' }]));
    expect(decodeSnapshot(other, snapshot.revision)).toEqual(
      E.left(expect.stringContaining(`not ${snapshot.revision}`)),
    );
  });

  it.each([
    ['<html>', 'it is not JSON'],
    ['{"Status":"OK"}', 'it is not a list of parameter maps'],
    ['["hunter2"]', 'item 0 is not a parameter map'],
    ['[{"serviceName":"web","users":["hunter2"]}]', 'item 0: users is not text'],
  ])('is refused without repeating it: %s', (body, why) => {
    expect(decodeSnapshot(body, undefined)).toEqual(E.left(why));
  });
});

describe('If-None-Match', () => {
  it.each([
    ['"abc"', true],
    ['W/"abc"', true],
    ['"x", "abc"', true],
    ['*', true],
    ['"x"', false],
    ['abc', false],
    [undefined, false],
  ])('%s is compared with "abc": %s', (header, known) => {
    expect(isKnown(header, 'abc')).toBe(known);
  });

  it('takes what ETag gave', () => {
    expect(isKnown(etagOf(snapshot.revision), snapshot.revision)).toBe(true);
  });
});
