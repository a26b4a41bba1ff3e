import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sharedServices } from '../../../src/core/snapshot/shared-services.js';

const services = fc.array(
  fc.record({
    serviceName: fc.constantFrom('a', 'b', 'c'),
    ...{ port: fc.constantFrom('1', '2'), users: fc.constantFrom('', 'x') },
  }),
  { maxLength: 5 },
);

describe('services shared with those that are known', () => {
  it('say what they said before, in their order', () => {
    fc.assert(
      fc.property(services, services, (some, known) => {
        expect(sharedServices(some, known)).toEqual(some);
      }),
    );
  });

  it('are the known ones where these say the same, in whatever order', () => {
    const known = [
      { serviceName: 'a', port: '1' },
      { serviceName: 'b', port: '1' },
    ];
    const [a, b] = sharedServices(
      [
        { port: '1', serviceName: 'a' },
        { serviceName: 'b', port: '2' },
      ],
      known,
    );
    expect(a).toBe(known[0]);
    expect(b).not.toBe(known[1]);
  });
});
