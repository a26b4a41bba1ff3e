import { mkdtemp, rm } from 'node:fs/promises';
import { createServer } from 'node:http';
import type { AddressInfo, Server } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import * as E from 'fp-ts/lib/Either.js';
import { crtListFile, type RenderedCertificates } from '../../src/core/certificates/render-certificates.js';
import { diff } from '../../src/core/diff.js';
import {
  type Discovery,
  haproxyCfg,
  type MapFile,
  mapText,
  type RenderedConfig,
  type Section,
} from '../../src/core/rendered-config.js';
import { revisionOf } from '../../src/core/revision.js';
import { describeError } from '../../src/errors.js';
import { openHaproxy } from '../../src/haproxy/haproxy.js';
import { masterAt } from '../../src/haproxy/master.js';
import type { AppliedHow, Haproxy, Resolve } from '../../src/ports.js';
import { type HaproxyVersion, haproxyBin } from './haproxy-versions.js';
import { type LogLine, recordingLogger } from './recording-logger.js';

/** A HAProxy adapter in a folder of its own. */
export interface Bench {
  readonly haproxy: Haproxy;
  readonly runDir: string;
  readonly lines: readonly LogLine[];
  /** Asks the worker that serves. */
  ask(command: string): Promise<string>;
  /** Plans as the loop does, applies, and throws what fails. */
  apply(wanted: RenderedConfig): Promise<AppliedHow>;
  close(): Promise<void>;
}

export interface BenchOptions {
  readonly resolve?: Resolve;
  readonly stopTimeout?: number;
  readonly maxOldWorkers?: number;
  readonly runDir?: string;
  readonly leftoverTime?: number;
}

export async function openBench(version: HaproxyVersion, options: BenchOptions = {}): Promise<Bench> {
  const runDir = options.runDir ?? (await mkdtemp(join(tmpdir(), 'waggle-')));
  const log = recordingLogger();
  const opened = await openHaproxy({
    bin: haproxyBin(version),
    runDir,
    stopTimeout: options.stopTimeout ?? 1_000,
    maxOldWorkers: options.maxOldWorkers ?? 0,
    resolve: options.resolve ?? (async () => []),
    ...(options.leftoverTime !== undefined && { leftoverTime: options.leftoverTime }),
    clock: Date.now,
    log,
    metrics: {
      haproxyStarted: () => undefined,
      oldWorkersSeen: () => undefined,
      oldWorkerEnded: () => undefined,
    },
  })();
  if (E.isLeft(opened)) throw new Error(describeError(opened.left));
  const haproxy = opened.right;
  return {
    haproxy,
    runDir,
    lines: log.lines,
    ask: async (command) => {
      const master = masterAt(join(runDir, 'master.sock'), () => true);
      return await master.ask(await master.worker(), [command]);
    },
    apply: async (wanted) => {
      const result = await haproxy.apply(diff(haproxy.applied(), wanted, haproxy.capabilities), wanted)();
      if (E.isLeft(result)) throw new Error(describeError(result.left));
      return result.right;
    },
    close: async () => {
      await haproxy.stop();
      await rm(runDir, { recursive: true, force: true });
    },
  };
}

export interface ConfigParts {
  readonly port: number;
  /** Lines of the resolvers section. */
  readonly resolvers?: readonly string[];
  /** Backend name → its lines. */
  readonly backends: Readonly<Record<string, readonly string[]>>;
  /** Path prefix → backend. */
  readonly routes: Readonly<Record<string, string>>;
  readonly discovery?: readonly Discovery[];
  /** Further lines of the frontend. */
  readonly frontend?: readonly string[];
  /** The crt-list and what it names, for `ssl crt-list crt-list.txt` in one of these lines. */
  readonly certificates?: RenderedCertificates;
}

/** Returns a small configuration: paths are routed by a map, in a frontend on one port. */
export function aConfig(parts: ConfigParts): RenderedConfig {
  const routes: MapFile = {
    name: 'maps/routes.map',
    match: 'beg',
    entries: new Map(Object.entries(parts.routes)),
  };
  const sections: Section[] = [
    section('frame', 'global', [
      'default-path config',
      'server-state-file server-state',
      'httpclient.ssl.verify none',
      'hard-stop-after 30s',
    ]),
    section('frame', 'resolvers docker', [
      ...(parts.resolvers ?? []),
      'timeout resolve 1s',
      'timeout retry 1s',
      'resolve_retries 2',
      'hold nx 2s',
      'hold obsolete 0s',
    ]),
    section('frame', 'defaults', [
      'mode http',
      'load-server-state-from-file global',
      'option idle-close-on-response',
      'timeout client 10s',
      'timeout server 10s',
      'timeout connect 1s',
      'errorfile 503 errorfiles/503.http',
    ]),
    section('frontend', 'frontend services', [
      `bind 127.0.0.1:${parts.port}`,
      ...(parts.frontend ?? []),
      'use_backend %[path,map_beg(maps/routes.map)]',
    ]),
    ...Object.entries(parts.backends).map(([name, lines]) => section('backend', `backend ${name}`, lines)),
  ];
  const certificates = parts.certificates ?? { crtList: '', certificates: new Map<string, string>() };
  const content = {
    sections,
    maps: [routes],
    files: new Map([
      ['errorfiles/503.http', 'HTTP/1.1 503 No route\r\nContent-Length: 0\r\n\r\n'],
      [crtListFile, certificates.crtList],
    ]),
    certificates: certificates.certificates,
    discovery: parts.discovery ?? [],
  };
  const cfg = haproxyCfg({ ...content, revision: '' });
  const files = [...content.files, ...content.certificates].flat();
  return { ...content, revision: revisionOf([cfg, mapText(routes), ...files]) };
}

function section(kind: Section['kind'], name: string, lines: readonly string[]): Section {
  return { kind, name, text: [name, ...lines.map((line) => `    ${line}`), ''].join('\n') };
}

/** Returns a port that nobody listens on now. */
export async function freePort(): Promise<number> {
  const server = createServer();
  const port = await listen(server, 0, '127.0.0.1');
  await new Promise((resolve) => server.close(resolve));
  return port;
}

export function listen(server: Server, port: number, host: string): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', reject);
    server.listen(port, host, () => {
      const address: AddressInfo | string | null = server.address();
      if (address === null || typeof address === 'string') reject(new Error('no port'));
      else resolve(address.port);
    });
  });
}
