import { PassThrough } from 'node:stream';
import { describe, expect, it } from 'vitest';
import { createLogger, type LoggerOptions } from '../../src/telemetry/logger.js';

function written(options: Partial<LoggerOptions> & { isTTY?: boolean }) {
  const stream = Object.assign(new PassThrough(), { isTTY: options.isTTY ?? false });
  const clock = () => Date.UTC(2026, 0, 2, 3, 4, 5, 6);
  const log = createLogger({ level: 'info', format: 'auto', clock, ...options, stream });
  log.debug({}, 'not at this level');
  log.info(
    { service: 'web', token: 'hunter2', request: { headers: { authorization: 'hunter2' } } },
    'did it',
  );
  return String(stream.read());
}

describe('the log', () => {
  it('is one JSON object a line with an ISO time, and hides secrets', () => {
    expect(written({})).toBe(
      '{"level":"info","time":"2026-01-02T03:04:05.006Z","service":"web","token":"(hidden)",' +
        '"request":{"headers":{"authorization":"(hidden)"}},"msg":"did it"}\n',
    );
  });

  it('is for people on a terminal', () => {
    expect(written({ isTTY: true })).toMatch(/INFO.*did it/);
  });

  it('is for people where that is asked for, without colours where they would be noise', () => {
    const text = written({ format: 'pretty' });
    expect(text).toContain('INFO: did it');
    expect(text).not.toContain('hunter2');
  });

  it('stays JSON on a terminal where that is asked for', () => {
    expect(() => JSON.parse(written({ format: 'json', isTTY: true }))).not.toThrow();
  });

  it('has what the level lets through', () => {
    expect(written({ level: 'debug' })).toContain('not at this level');
    expect(written({ level: 'warn' })).toBe('null');
  });
});
