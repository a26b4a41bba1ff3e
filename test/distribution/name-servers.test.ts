import { Resolver } from 'node:dns/promises';
import { describe, expect, it } from 'vitest';
import { nameServersIn } from '../../src/distribution/name-servers.js';

describe('the name servers that HAProxy asks', () => {
  it.each([
    ['nameserver dns 127.0.0.11:53', '127.0.0.11:53'],
    ['  nameserver  dns  udp@10.0.0.2:5353', '10.0.0.2:5353'],
    ['nameserver six [::1]:53', '[::1]:53'],
    ['nameserver six ipv6@fd00::2:53', '[fd00::2]:53'],
  ])('are asked by Waggle, too: %s', (line, server) => {
    expect(nameServersIn(['hold valid 1s', line])).toEqual([server]);
    expect(() => new Resolver().setServers([server])).not.toThrow();
  });

  it.each([[[]], [['parse-resolv-conf']], [['nameserver dns unix@/dns']], [['nameserver']]])(
    'are the system’s where %j names none by its address',
    (lines) => {
      expect(nameServersIn(lines)).toBeUndefined();
    },
  );
});
