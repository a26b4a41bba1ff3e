import { once } from 'node:events';
import { connect } from 'node:net';
import { Worker } from 'node:worker_threads';
import type { Backend } from './echo-backend.js';

/** A listener that sleeps before it accepts anybody. */
const sleepingListener = `
  const { parentPort, workerData } = require('node:worker_threads');
  require('node:net').createServer().listen({ ...workerData, backlog: 1 }, () => {
    parentPort.postMessage('listening');
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0);
  });
`;

/** Starts a TCP server whose queue is full: who connects to it waits, neither accepted nor refused. */
export async function deafBackend(host: string, port: number): Promise<Backend> {
  const worker = new Worker(sleepingListener, { eval: true, workerData: { host, port } });
  await once(worker, 'message');
  const queued = Array.from({ length: 8 }, () => connect({ host, port }).on('error', () => undefined));
  return {
    close: async () => {
      for (const socket of queued) socket.destroy();
      await worker.terminate();
    },
  };
}
