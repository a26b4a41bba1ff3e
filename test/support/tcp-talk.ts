import { connect, createServer, type Server, type Socket } from 'node:net';
import { connect as connectTls, createServer as createTlsServer } from 'node:tls';
import { selfSigned } from './certificates.js';
import { listen } from './haproxy-bench.js';

/** Something that listens, to be closed in the end. */
export interface Listening {
  readonly port: number;
  close(): Promise<void>;
}

/** A TCP server that answers each line with its own name and the line; or greets first. */
export async function lineServer(name: string, host: string, port = 0, greets = false): Promise<Listening> {
  return await listening(host, port, (socket) => {
    if (greets) socket.write(`${name} greets\n`);
    socket.on('data', (data) => socket.write(`${name}: ${data}`));
  });
}

/** A TLS server with a certificate of its own for that name. */
export async function tlsServer(name: string, host: string, port = 0): Promise<Listening> {
  const server = createTlsServer(selfSigned([name]), (socket) => socket.on('error', () => undefined));
  return await opened(server, host, port);
}

async function listening(host: string, port: number, serve: (socket: Socket) => void): Promise<Listening> {
  const server = createServer((socket) => {
    socket.on('error', () => undefined);
    serve(socket);
  });
  return await opened(server, host, port);
}

async function opened(server: Server, host: string, port: number): Promise<Listening> {
  const sockets = new Set<Socket>();
  server.on('connection', (socket) => {
    sockets.add(socket);
    socket.on('close', () => sockets.delete(socket));
  });
  const bound = await listen(server, port, host);
  return {
    port: bound,
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        for (const socket of sockets) socket.destroy();
      }),
  };
}

/** Returns the first line that comes, after something was said; what went wrong, when the connection ends before. */
export function say(port: number, text: string): Promise<string> {
  return new Promise((resolve) => {
    let answer = '';
    const socket = connect(port, '127.0.0.1', () => socket.write(text));
    socket.setEncoding('utf8');
    socket.on('data', (data: string) => {
      answer += data;
      if (answer.includes('\n')) socket.end();
    });
    socket.on('error', (error) => resolve(error.message));
    socket.on('close', () => resolve(answer.split(/\r?\n/)[0] ?? ''));
  });
}

/** Returns the common name of the certificate that is shown to who asks for this server name; empty: none is shown. */
export function certificateShown(port: number, servername: string): Promise<string> {
  return new Promise((resolve) => {
    const socket = connectTls({ port, host: '127.0.0.1', servername, rejectUnauthorized: false }, () => {
      const name = String(socket.getPeerCertificate().subject.CN);
      socket.end();
      resolve(name);
    });
    socket.on('error', () => resolve(''));
    socket.on('close', () => resolve(''));
  });
}
