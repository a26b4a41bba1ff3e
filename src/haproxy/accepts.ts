import { connect } from 'node:net';

/** Milliseconds: far more than two nodes of a swarm need. */
const patience = 250;

/** Says whether something accepts TCP connections at this address; the connection is closed at once. */
export function accepts(address: string, port: number): Promise<boolean> {
  return new Promise((resolve) => {
    const socket = connect({ host: address, port, timeout: patience });
    const end = (accepted: boolean) => {
      socket.destroy();
      resolve(accepted);
    };
    socket.once('connect', () => end(true));
    socket.once('timeout', () => end(false));
    socket.once('error', () => end(false));
  });
}
