import { createServer } from 'node:net';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takenAddresses } from '../../src/haproxy/free-addresses.js';
import { freePort, listen } from '../support/haproxy-bench.js';

describe('addresses that a reload would bind', () => {
  const blocker = createServer();
  let taken: number;
  let free: number;
  beforeAll(async () => {
    taken = await listen(blocker, 0, '127.0.0.1');
    free = await freePort();
  });
  afterAll(() => new Promise((resolve) => blocker.close(resolve)));

  it.each(['127.0.0.1:PORT', ':PORT', '*:PORT', 'ipv4@127.0.0.1:PORT', '127.0.0.1:FREE,127.0.0.1:PORT'])(
    'are found taken: bind %s',
    async (text) => {
      const line = text.replace('PORT', String(taken)).replace('FREE', String(free));
      const [reason, ...others] = await takenAddresses(`frontend f\n    bind ${line} ssl\n`, '');
      expect(reason).toMatch(new RegExp(`^cannot bind .*:${taken}: address already in use$`));
      expect(others).toEqual([]);
    },
  );

  it('are found missing on this machine', async () => {
    expect(await takenAddresses(`    bind 203.0.113.9:${free}\n`, '')).toEqual([
      `cannot bind 203.0.113.9:${free}: this machine does not have that address`,
    ]);
  });

  it('may be on a port that HAProxy has', async () => {
    expect(await takenAddresses(`    bind :${taken}\n`, `    bind 127.0.0.1:${taken}\n`)).toEqual([]);
  });

  it.each([
    '127.0.0.1:FREE',
    '127.0.0.1:PORT interface eth9',
    'unix@/run/x.sock',
    'abns@x',
    'fd@5',
    'quic4@:PORT',
    '127.0.0.1:PORT-65535',
    '"$ADDRESS"',
  ])('are left to HAProxy: bind %s', async (text) => {
    const line = text.replace('PORT', String(taken)).replace('FREE', String(free));
    expect(await takenAddresses(`    bind ${line}\n`, '')).toEqual([]);
  });
});
