import { httpGet } from './http-get.js';
import type { Stack } from './stack.js';
import { image } from './swarm.js';

/** Names and values of labels, without `com.df.`. */
export type Parameters = Readonly<Record<string, string>>;

/** What the demo app of manifests/examples says: which task answered, and what arrived there. */
export interface Echo {
  readonly status: number;
  readonly task: string;
  /** `GET /path HTTP/1.1` */
  readonly request: string;
  readonly body: string;
}

/** Demo apps in the swarm, created and changed as users do it. */
export interface Apps {
  /** Creates a service that answers on port 80, with these labels. Docker's flags come last and win. */
  create(name: string, parameters: Parameters, ...flags: readonly string[]): Promise<void>;
  update(name: string, ...flags: readonly string[]): Promise<void>;
  remove(name: string): Promise<void>;
  removeAll(): Promise<void>;
  /** Asks a node's proxy. */
  get(path: string, options?: { readonly host?: string; readonly node?: number }): Promise<Echo>;
}

/** Labels that ask for a route to port 80 of the service. */
export function labelled(parameters: Parameters): Parameters {
  return { notify: 'true', port: '80', ...parameters };
}

export async function createApps(stack: Stack): Promise<Apps> {
  await stack.docker('config', 'create', 'hello-app', 'manifests/examples/hello.mjs');
  const quiet = ['--detach', '--quiet'];
  const program = ['--config', 'source=hello-app,target=/hello.mjs', '--entrypoint', 'node /hello.mjs'];
  const common = [...quiet, ...program, '--no-resolve-image', '--no-healthcheck', '--label', 'e2e=app'];
  const place = ['--network', 'proxy', '--endpoint-mode', 'dnsrr'];
  return {
    create: async (name, parameters, ...flags) => {
      const labels = Object.entries(parameters).flatMap(([key, value]) => [
        '--label',
        `com.df.${key}=${value}`,
      ]);
      const where = flags.includes('--network') ? ['--endpoint-mode', 'dnsrr'] : place;
      await stack.docker(
        'service',
        'create',
        '--name',
        name,
        ...common,
        ...where,
        ...labels,
        ...flags,
        image,
      );
    },
    update: async (name, ...flags) => {
      await stack.docker('service', 'update', ...quiet, ...flags, name);
    },
    remove: async (name) => {
      await stack.docker('service', 'rm', name);
    },
    removeAll: async () => {
      const names = await stack.docker('service', 'ls', '--quiet', '--filter', 'label=e2e=app');
      if (names !== '') await stack.docker('service', 'rm', ...names.split('\n'));
    },
    get: async (path, { host, node = 1 } = {}) => {
      const { status, body } = await httpGet(stack.address(node), path, host);
      const [greeting = '', request = ''] = body.split('\n');
      return { status, task: greeting.replace('Hello from ', ''), request, body };
    },
  };
}
