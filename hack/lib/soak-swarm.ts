import { get } from 'node:http';
import { setTimeout as sleep } from 'node:timers/promises';
import * as E from 'fp-ts/lib/Either.js';
import * as J from 'fp-ts/lib/Json.js';
import * as t from 'io-ts';
import type { Parameters } from '../../src/core/parameters/parameters.js';
import { listenerPath } from '../../src/core/snapshot/wire.js';
import { aDockerService } from '../../test/support/a-docker-service.js';
import { type FakeDocker, startFakeDocker } from '../../test/support/fake-docker.js';
import { startProgram } from '../../test/support/run-program.js';

/** A Docker engine with services whose labels say what is wanted, and the controller that watches it. */
export interface SoakSwarm {
  readonly docker: FakeDocker;
  /** Creates or updates the service of that name. */
  put(parameters: Parameters): void;
  remove(name: string): void;
  /** Starts the controller, or starts it again; resolves when its API answers. */
  start(): Promise<void>;
  stop(signal: 'SIGTERM' | 'SIGKILL'): Promise<void>;
  pid(): number;
  /** Names of services of which the controller says something else than the engine. */
  behind(wanted: readonly Parameters[]): Promise<readonly string[]>;
  said(): string;
}

/** Where the controller listens, beside the proxy. */
export const controllerAddress = '127.0.0.3';
const port = 8080;

export async function soakSwarm(secrets: string): Promise<SoakSwarm> {
  const docker = await startFakeDocker();
  const run = () =>
    startProgram(['controller'], {
      ...docker.settings,
      IP: controllerAddress,
      PORT: String(port),
      SERVICE_NAME: 'proxy',
      SECRETS_DIR: secrets,
      RESYNC: '5',
      LOG_LEVEL: 'warn',
    });
  let version = 0;
  let program: ReturnType<typeof run> | undefined;
  return {
    docker,
    put: ({ serviceName = '', replicas, endpointMode = 'vip', ...others }) => {
      version += 1;
      const labels = Object.fromEntries(
        Object.entries(others).map(([name, value]) => [`com.df.${name}`, value]),
      );
      const spec = {
        Mode: { Replicated: { Replicas: Number(replicas) } },
        EndpointSpec: { Mode: endpointMode },
      };
      docker.putService(aDockerService({ name: serviceName, version, labels, spec }));
    },
    remove: (name) => docker.removeService(aDockerService({ name }).ID),
    start: async () => {
      program = run();
      while ((await askJson(controllerAddress, '/ping', t.UnknownRecord)) === undefined) {
        if (program.child.exitCode !== null) throw new Error(program.stdout() + program.stderr());
        await sleep(20);
      }
    },
    stop: async (signal) => {
      program?.child.kill(signal);
      await program?.ended;
    },
    pid: () => program?.child.pid ?? 0,
    behind: async (wanted) => {
      const listed = await askJson(controllerAddress, listenerPath, t.array(t.UnknownRecord));
      const said = new Set(listed?.map(sortedText));
      const expected = wanted.map(({ endpointMode, ...one }): Parameters => ({ distribute: 'true', ...one }));
      const missing = expected
        .filter((one) => !said.has(sortedText(one)))
        .map((one) => one.serviceName ?? '');
      return said.size > wanted.length ? [...missing, 'some that are gone'] : missing;
    },
    said: () => `${program?.stdout() ?? ''}${program?.stderr() ?? ''}`,
  };
}

/** Returns the JSON of an answer; undefined when there is none of that form within 5 s. */
export function askJson<A>(host: string, path: string, codec: t.Decoder<unknown, A>): Promise<A | undefined> {
  return new Promise((resolve) => {
    const request = get({ host, port, path, agent: false, timeout: 5_000 }, (response) => {
      let body = '';
      response.on('data', (chunk: Buffer) => {
        body += chunk.toString();
      });
      response.on('end', () => resolve(decoded(codec, body)));
      response.on('error', () => resolve(undefined));
    });
    request.on('timeout', () => request.destroy());
    request.on('error', () => resolve(undefined));
  });
}

function decoded<A>(codec: t.Decoder<unknown, A>, text: string): A | undefined {
  const value = E.chainW(codec.decode)(J.parse(text));
  return E.isRight(value) ? value.right : undefined;
}

function sortedText(one: object): string {
  return JSON.stringify(Object.entries(one).sort(([a], [b]) => (a < b ? -1 : 1)));
}
