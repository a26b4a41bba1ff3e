import { spawn } from 'node:child_process';
import { once } from 'node:events';
import type { Backend } from './echo-backend.js';

/** Starts a real redis-server that keeps nothing; resolves when it accepts connections. */
export async function redisBackend(host: string, port: number): Promise<Backend> {
  const options = ['--bind', host, '--port', String(port), '--save', '', '--protected-mode', 'no'];
  const child = spawn('redis-server', options, { stdio: ['ignore', 'pipe', 'inherit'] });
  const ended = once(child, 'exit');
  let said = '';
  await new Promise<void>((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => reject(new Error(`redis-server ended: ${said}`)));
    child.stdout.on('data', (chunk) => {
      said += String(chunk);
      if (said.includes('eady to accept connections')) resolve();
    });
  });
  return {
    close: async () => {
      child.kill();
      await ended;
    },
  };
}
