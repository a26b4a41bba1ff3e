import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import type { DockerOptions } from 'dockerode';
import * as E from 'fp-ts/lib/Either.js';
import type { WaggleError } from '../errors.js';
import type { Settings } from '../settings.js';

export type DockerSettings = Pick<Settings, 'DF_DOCKER_HOST' | 'DOCKER_TLS_VERIFY' | 'DOCKER_CERT_PATH'>;

/**
 * Every option that docker-modem would otherwise take from DOCKER_HOST, DOCKER_CERT_PATH, DOCKER_CLIENT_TIMEOUT and so
 * on: a variable meant for Docker's command line must not lead the controller elsewhere. There is no time-out, because
 * one would end an event stream that is merely quiet; questions are timed out one by one.
 */
const nothingFromTheEnvironment = {
  socketPath: undefined,
  host: undefined,
  port: undefined,
  pathPrefix: '/',
  protocol: 'http',
  username: undefined,
  ca: undefined,
  cert: undefined,
  key: undefined,
  timeout: undefined,
} as const;

/** Returns dockerode's options. Certificates are read now; FileFailed when they cannot be. */
export function dockerOptions(settings: DockerSettings): E.Either<WaggleError, DockerOptions> {
  const { DF_DOCKER_HOST: endpoint, DOCKER_TLS_VERIFY: tls } = settings;
  const socketPath = /^unix:\/\/(\/.+)$/.exec(endpoint)?.[1];
  if (socketPath !== undefined) return E.right({ ...nothingFromTheEnvironment, socketPath });

  const address = /^tcp:\/\/(\[[0-9A-Fa-f:.]+\]|[^/:]+)(?::(\d+))?\/?$/.exec(endpoint);
  if (address === null) {
    return E.left({
      _tag: 'DockerUnreachable',
      endpoint,
      detail: 'DF_DOCKER_HOST must be unix:///path/of/docker.sock or tcp://host:port',
    });
  }
  const [, host, port = tls === '' ? '2375' : '2376'] = address;
  const plain = { ...nothingFromTheEnvironment, host, port };
  if (tls === '') return E.right(plain);
  return readCertificates(settings.DOCKER_CERT_PATH, { ...plain, protocol: 'https' });
}

function readCertificates(folder: string, options: DockerOptions): E.Either<WaggleError, DockerOptions> {
  // TLS without client certificates is between the engine, or the proxy before it, and the system's authorities.
  if (folder === '') return E.right(options);
  return E.tryCatch(
    () => ({
      ...options,
      ca: readFileSync(join(folder, 'ca.pem')),
      cert: readFileSync(join(folder, 'cert.pem')),
      key: readFileSync(join(folder, 'key.pem')),
    }),
    (error) => ({ _tag: 'FileFailed', path: folder, detail: String(error) }),
  );
}
