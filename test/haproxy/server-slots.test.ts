import { describe, expect, it } from 'vitest';
import type { Discovery } from '../../src/core/rendered-config.js';
import { serverSlots } from '../../src/haproxy/server-slots.js';
import { parseServerStates } from '../../src/haproxy/server-state.js';

const discovery: Discovery = { backend: 'b', hostname: 'tasks.b', port: 80, servers: ['b-1', 'b-2', 'b-3'] };
const server = (name: string, address: string, admin = 0) =>
  `4 b 1 ${name} ${address} 2 ${admin} 1 1 3 1 0 0 0 0 0 0 - 80 - 0 0 - - 0`;
const slots = (lines: readonly string[], addresses: readonly string[]) =>
  serverSlots(discovery, parseServerStates(lines.join('\n')), addresses);

describe('servers that Waggle keeps up', () => {
  it('are missing for addresses that none has', () => {
    expect(slots([server('b-2', '10.0.0.2')], ['10.0.0.1', '10.0.0.2'])).toMatchObject({
      serving: ['b-2'],
      missing: ['10.0.0.1'],
      free: ['b-1', 'b-3'],
      leaving: [],
    });
  });

  it('leave with their address, and return with it', () => {
    const lines = [server('b-1', '10.0.0.1'), server('b-2', '10.0.0.2', 1), server('b-3', '10.0.0.3', 1)];
    expect(slots(lines, ['10.0.0.2'])).toMatchObject({
      serving: [],
      returned: ['b-2'],
      missing: [],
      leaving: ['b-1'],
      retired: ['b-3'],
    });
  });

  it('make room for new addresses when theirs is gone, and for no more than there are', () => {
    const lines = [server('b-1', '10.0.0.1'), server('b-2', '10.0.0.2'), server('b-3', '10.0.0.3')];
    const found = slots(lines, ['10.0.0.1', '10.0.0.5', '10.0.0.6', '10.0.0.7']);
    expect(found).toMatchObject({ missing: ['10.0.0.5', '10.0.0.6'], leaving: ['b-2', 'b-3'], tooMany: 1 });
  });

  it('count addresses that are named twice once', () => {
    expect(slots([], ['10.0.0.1', '10.0.0.1']).missing).toEqual(['10.0.0.1']);
  });
});
