import { expect } from 'vitest';
import type { Status } from '../../../src/http/status.js';
import { createEventually, type Eventually } from './eventually.js';
import { type Swarm, startSwarm } from './swarm.js';

/** A container of a service, running or not. */
export interface Container {
  readonly node: number;
  readonly id: string;
}

/** One of the stacks in manifests/, deployed on a swarm of its own. */
export interface Stack extends Swarm {
  readonly eventually: Eventually;
  /** Running containers of a Swarm service, by node. */
  containers(service: string): Promise<readonly Container[]>;
  /** What every running container of Waggle's service says of itself, by node. */
  status(service: string): Promise<readonly Status[]>;
  /** Body of the answer of a container to a GET; also from a node that is cut off, and for ports that are not published. */
  ask(container: Container, port: number, path: string): Promise<string>;
  logs(container: Container): Promise<string>;
  /** Tasks, logs and what Waggle says of itself, for people. */
  explain(): Promise<string>;
}

/** Names of the services in the swarm. */
export const controller = 'waggle_controller';
export const proxy = 'waggle_proxy';

/** File in manifests/ and the services in it. */
interface Manifest {
  readonly file: string;
  readonly services: readonly string[];
}
export const splitStack: Manifest = { file: 'stack.yml', services: [controller, proxy] };
export const allInOneStack: Manifest = { file: 'stack-all-in-one.yml', services: [proxy] };

/** Starts a swarm, deploys the stack as its readers are told to, and resolves when every node's proxy serves. */
export async function deployStack(
  { file, services }: Manifest,
  nodes: number,
  imageFile: string,
): Promise<Stack> {
  const stack = stackOn(await startSwarm(nodes, imageFile), services);
  await stack.docker('network', 'create', '--driver', 'overlay', '--attachable', 'proxy');
  const files = [`manifests/${file}`, `test/e2e/support/quick-${file}`].flatMap((path) => ['-c', path]);
  await stack.docker('stack', 'deploy', '--resolve-image', 'never', ...files, 'waggle');
  await stack.eventually(() => inSync(stack), { within: 60_000 });
  return stack;
}

/** Resolves to the revision that the controller wants when so many proxies serve it; throws before that. */
export async function inSync(stack: Stack, count = stack.nodes.length): Promise<string> {
  const [controllers, proxies] = await Promise.all([stack.status(controller), stack.status(proxy)]);
  const acting = [...controllers, ...proxies].flatMap((status) => status.controller ?? []);
  const wanted = acting.find(({ acting }) => acting);
  const revision = wanted?.revision ?? 'there is no controller';
  const served = proxies.map((status) => status.proxy?.revision.applied);
  expect(served).toEqual(Array.from({ length: count }, () => revision));
  expect(wanted?.peers.filter((peer) => peer.inSync)).toHaveLength(count);
  return revision;
}

function stackOn(swarm: Swarm, services: readonly string[]): Stack {
  const list = async (service: string, ...flags: readonly string[]): Promise<readonly Container[]> => {
    const filter = `label=com.docker.swarm.service.name=${service}`;
    const listOn = async (node: number) => {
      const ids = await swarm.dockerOn(node, 'ps', '--quiet', '--no-trunc', '--filter', filter, ...flags);
      return ids.split('\n').flatMap((id) => (id === '' ? [] : [{ node, id }]));
    };
    return (await Promise.all(swarm.nodes.map(listOn))).flat();
  };

  const ask = async ({ node, id }: Container, port: number, path: string) => {
    const bridge = await swarm.dockerOn(node, 'network', 'inspect', 'docker_gwbridge', '-f', bridged);
    const address = new RegExp(`${id} ([^/]+)/`).exec(bridge)?.[1] ?? 'no address';
    return await swarm.hack('exec', `${node}`, 'curl', '-sSfm5', `http://${address}:${port}${path}`);
  };

  const statusOf = async (container: Container): Promise<Status> =>
    JSON.parse(await ask(container, 8080, '/v1/waggle/status'));
  const status = async (service: string) => await Promise.all((await list(service)).map(statusOf));

  const logs = async ({ node, id }: Container) => await swarm.dockerOn(node, 'logs', '--tail', '40', id);
  const allLogs = async () => {
    const all = (await Promise.all(services.map((service) => list(service, '--all')))).flat();
    return (await Promise.all(all.map(logs))).join('\n');
  };
  const allTasks = async () => {
    const names = await swarm.docker('service', 'ls', '--quiet');
    return await swarm.docker('service', 'ps', '--no-trunc', ...names.split('\n'));
  };
  const explain = async () => {
    const reports = [
      allTasks(),
      allLogs(),
      ...services.map(async (service) => JSON.stringify(await status(service), undefined, 2)),
    ];
    return (await Promise.all(reports.map((report) => report.catch(String)))).join('\n\n');
  };
  const eventually = createEventually(explain);
  return { ...swarm, eventually, containers: (service) => list(service), status, ask, logs, explain };
}

/** A line "ID ADDRESS/MASK" for each container on a node's bridge: there it can be reached from the node itself. */
const bridged = '{{range $id, $end := .Containers}}{{$id}} {{$end.IPv4Address}}{{"\\n"}}{{end}}';
