import { execFile } from 'node:child_process';
import type { FastifyInstance } from 'fastify';
import { afterEach, describe, expect, it } from 'vitest';
import { listening, someHandlers } from '../distribution/support.js';

let app: FastifyInstance | undefined;
afterEach(() => app?.close());

/** Runs the program as the image does and returns its exit code. */
function healthcheck(env: Record<string, string>): Promise<number | null> {
  return new Promise((resolve) => {
    const program = execFile(process.execPath, ['--import', 'tsx', 'src/cli/healthcheck.ts'], { env });
    program.on('exit', resolve);
  });
}

describe('the health check of the image', () => {
  it('succeeds while the API says it is alive', async () => {
    let alive = true;
    const started = await listening(someHandlers({ alive: () => alive }), '127.0.0.1');
    app = started.app;
    const PORT = String(started.port);
    expect(await healthcheck({ PORT })).toBe(0);
    alive = false;
    expect(await healthcheck({ PORT })).toBe(1);
  });

  it('asks the address that the API listens on', async () => {
    const started = await listening(someHandlers(), '127.0.0.2');
    app = started.app;
    expect(await healthcheck({ PORT: String(started.port), IP: '127.0.0.2' })).toBe(0);
    expect(await healthcheck({ PORT: String(started.port), IP: '127.0.0.3' })).toBe(1);
  });
});
