import { createServer } from 'node:net';
import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { takenAddresses } from '../../src/haproxy/free-addresses.js';
import { ownPorts } from '../../src/haproxy/own-ports.js';
import { freePort, listen } from '../support/haproxy-bench.js';

const nobody = async () => new Set<number>();

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
      const [reason, ...others] = await takenAddresses(`frontend f\n    bind ${line} ssl\n`, '', nobody);
      expect(reason).toMatch(new RegExp(`^cannot bind .*:${taken}: address already in use$`));
      expect(others).toEqual([]);
    },
  );

  it('are found missing on this machine', async () => {
    expect(await takenAddresses(`    bind 203.0.113.9:${free}\n`, '', nobody)).toEqual([
      `cannot bind 203.0.113.9:${free}: this machine does not have that address`,
    ]);
  });

  it('may be on a port that one of our processes still has', async () => {
    const own = () => ownPorts([process.pid]);
    expect(await takenAddresses(`    bind :${taken}\n`, '', own)).toEqual([]);
    const others = () => ownPorts([process.ppid, 0]);
    expect(await takenAddresses(`    bind :${taken}\n`, '', others)).toHaveLength(1);
  });

  it('may be on a port that HAProxy has', async () => {
    expect(await takenAddresses(`    bind :${taken}\n`, `    bind 127.0.0.1:${taken}\n`, nobody)).toEqual([]);
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
    expect(await takenAddresses(`    bind ${line}\n`, '', nobody)).toEqual([]);
  });
});
