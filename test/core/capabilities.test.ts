import { describe, expect, it } from 'vitest';
import { capabilitiesOf } from '../../src/core/capabilities.js';

describe('capabilities', () => {
  it.each([
    ['2.6.12', false],
    ['3.2.9', false],
    ['3.4.0', true],
    ['3.10-dev1', true],
    ['4.0.1', true],
  ])('of %s: whole backends at run time %s', (version, dynamicBackends) => {
    expect(capabilitiesOf(version)).toEqual({ dynamicBackends });
  });
});
