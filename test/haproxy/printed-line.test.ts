import { describe, expect, it } from 'vitest';
import { parsePrinted } from '../../src/haproxy/printed-line.js';

describe('parsePrinted', () => {
  it.each([
    ['a request', '<6>127.0.0.1:1 services a/<NOSRV> 200', 'info', '127.0.0.1:1 services a/<NOSRV> 200'],
    ['a request that failed, logged separately', '<3>127.0.0.1:1 503', 'info', '127.0.0.1:1 503'],
    ['what HAProxy says on stderr, too', '<4>Proxy services stopped', 'debug', 'Proxy services stopped'],
    ['a line of the operator’s own log', 'plain <6>', 'info', 'plain <6>'],
  ])('reads %s', (_what, line, level, text) => {
    expect(parsePrinted(line)).toEqual({ level, text });
  });
});
