import { describe, expect, it } from 'vitest';
import { parseLine } from '../../src/haproxy/log-line.js';

describe('parseLine', () => {
  it.each([
    ['[ALERT]    (12) : config : no backend', 'error', 'config : no backend'],
    ['[WARNING]  (12) : Server b/s is DOWN', 'warn', 'Server b/s is DOWN'],
    ["[ALERT]    (12) : config : unknown keyword 'a\u2028b'", 'error', "config : unknown keyword 'a\u2028b'"],
    ['[NOTICE]   (12) : New worker (13) forked', 'debug', 'New worker (13) forked'],
    [
      '[WARNING]  (12) : Former worker (9) exited with code 0 (Exit)',
      'debug',
      'Former worker (9) exited with code 0 (Exit)',
    ],
    [
      '[NOTICE]   (12) : Current worker (9) exited with code 0 (Exit)',
      'debug',
      'Current worker (9) exited with code 0 (Exit)',
    ],
    [
      '[ALERT]    (12) : Current worker (9) exited with code 139 (Segmentation fault)',
      'error',
      expect.any(String),
    ],
    [
      '[ALERT]    (12) : socketpair: Cannot transfer the fd 13 over sockpair@4. Giving up.',
      'debug',
      expect.any(String),
    ],
    [
      '[WARNING]  (12) : b/s changed its IP from 10.0.0.1 to 10.0.0.2 by docker/dns.',
      'debug',
      expect.any(String),
    ],
    [
      '[WARNING]  (12) : Server b/_early-s is UP/READY (leaving forced maintenance).',
      'debug',
      expect.any(String),
    ],
    [
      "[WARNING]  (12) : b/s: IP changed from '(none)' to '10.0.0.2' by 'docker/dns'.",
      'debug',
      expect.any(String),
    ],
    ["[ALERT]    (12) : backend 'b' has no server available!", 'info', expect.any(String)],
    [
      '[WARNING]  (12) : Server b/s administratively READY thanks to valid DNS answer.',
      'debug',
      expect.any(String),
    ],
    [
      '[WARNING]  (12) : We generated two equal cookies for two different servers.',
      'debug',
      'We generated two equal cookies for two different servers.',
    ],
    [
      "Please change the secret key for 'shop-be80_0'.",
      'debug',
      "Please change the secret key for 'shop-be80_0'.",
    ],
    ['an access log line', 'info', 'an access log line'],
  ])('reads %s', (line, level, text) => {
    expect(parseLine(line)).toEqual({ level, text });
  });
});
