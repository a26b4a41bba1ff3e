import { once } from 'node:events';
import { connect, type Socket } from 'node:net';
import { connect as connectTls, type SecureVersion, TLSSocket } from 'node:tls';
import * as t from 'io-ts';
import type { Answer } from './answer.js';
import { certificateFor } from './certificate-for.js';
import type { ClientTls } from './step.js';

const SecureVersionText = t.keyof({ TLSv1: null, 'TLSv1.1': null, 'TLSv1.2': null, 'TLSv1.3': null });

export interface ConnectionOptions {
  readonly port: number;
  /** Undefined: no TLS. */
  readonly tls: (ClientTls & { readonly alpn?: readonly string[] }) | undefined;
}

/** Returns a connection to the proxy, TLS included; rejects when that fails. */
export async function openConnection({ port, tls }: ConnectionOptions): Promise<Socket> {
  const socket = connect({ host: '127.0.0.1', port });
  if (tls === undefined) {
    await once(socket, 'connect');
    return socket;
  }
  const { sni, version, ciphers, certificate, signedBy, alpn } = tls;
  const own = certificate === undefined ? undefined : certificateFor({ certificate, signedBy });
  const only: SecureVersion | undefined = SecureVersionText.is(version) ? version : undefined;
  const secure = connectTls({
    socket,
    rejectUnauthorized: false,
    ...(sni === undefined ? {} : { servername: sni }),
    ...(only === undefined ? {} : { minVersion: only, maxVersion: only }),
    ...(ciphers === undefined ? {} : { ciphers }),
    ...(own === undefined ? {} : { key: own.key, cert: own.cert }),
    ...(alpn === undefined ? {} : { ALPNProtocols: [...alpn] }),
  });
  // A connection that ends in the middle of the handshake says so on the socket below only.
  const ended = once(socket, 'close').then(() => Promise.reject(new Error('closed during the handshake')));
  await Promise.race([once(secure, 'secureConnect'), ended]);
  ended.catch(() => undefined);
  return secure;
}

/** Returns what an answer says of the connection itself. */
export function connectionFacts(socket: Socket): Partial<Answer> {
  if (!(socket instanceof TLSSocket)) return {};
  return {
    certificate: String(socket.getPeerCertificate().subject?.CN ?? ''),
    tlsVersion: socket.getProtocol() ?? '',
    cipher: socket.getCipher().standardName,
  };
}
