import { createServer, type Socket } from 'node:net';
import { createServer as createTlsServer } from 'node:tls';
import type { KeyPair } from './certificates.js';
import { type Backend, type Identity, listening } from './echo-backend.js';

/**
 * Starts a TCP server (TLS with a certificate) that greets with `<service> at <address>` and sends back what it is sent.
 */
export async function greetingBackend(identity: Identity, certificate?: KeyPair): Promise<Backend> {
  const greet = (socket: Socket) => {
    socket.on('error', () => socket.destroy());
    socket.write(`${identity.service} at ${identity.host}\n`);
    socket.pipe(socket);
  };
  const server = certificate
    ? createTlsServer({ key: certificate.key, cert: certificate.cert }, greet)
    : createServer(greet);
  return await listening(server, identity);
}
