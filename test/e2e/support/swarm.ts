import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

/** The image under test, on every node. */
export const image = 'waggle:e2e';

/** A swarm of hack/swarm's. Its first node is a manager. */
export interface Swarm {
  /** 1, 2, … */
  readonly nodes: readonly number[];
  /** Address at which the ports that are published on a node are reached from here. */
  address(node: number): string;
  /** hack/swarm; returns what it prints. */
  hack(...args: readonly string[]): Promise<string>;
  /** Docker's command line on the first node; returns what it prints. */
  docker(...args: readonly string[]): Promise<string>;
  dockerOn(node: number, ...args: readonly string[]): Promise<string>;
  /** Runs a shell's command line in a folder of this host, where `docker` is that of the first node, to whatever end it comes. */
  shell(command: string, folder: string): Promise<Ending>;
}

/** How a program has ended, and what it said. */
export interface Ending {
  /** NaN when it could not be run or was killed. */
  readonly code: number;
  readonly stdout: string;
  readonly stderr: string;
}

// Names of our own, so that it runs beside a developer's swarm; the same for every run, so that it finds what one that was
// broken off has left.
const network = '10.82.0';
const state = '/tmp/waggle-e2e';
const env = {
  ...process.env,
  WAGGLE_SWARM_STATE: state,
  WAGGLE_SWARM_NAME: 'we2e',
  WAGGLE_SWARM_NET: network,
  WAGGLE_IMAGE: image,
};
const run = promisify(execFile);

/** Starts a swarm of so many nodes, one of them a manager, with the image on all of them. */
export async function startSwarm(count: number, imageFile: string): Promise<Swarm> {
  const hack = async (...args: readonly string[]) => await print('hack/swarm', args);
  const engine = (node: number) => ({ DOCKER_HOST: `unix://${state}/node${node}/docker.sock` });
  const dockerOn = async (node: number, ...args: readonly string[]) =>
    await print('docker', args, engine(node));
  await removeSwarm();
  await hack('up', String(count));
  await hack('import', imageFile, image);
  return {
    nodes: Array.from({ length: count }, (_, index) => index + 1),
    address: (node) => `${network}.${10 + node}`,
    hack,
    docker: (...args) => dockerOn(1, ...args),
    dockerOn,
    shell: (command, folder) => shell(command, folder, { ...env, ...engine(1) }),
  };
}

/** Removes the swarm, also what is left of one. */
export async function removeSwarm(): Promise<void> {
  await print('hack/swarm', ['down']);
}

async function print(program: string, args: readonly string[], more: Record<string, string> = {}) {
  const options = { env: { ...env, ...more }, maxBuffer: 64 * 1024 * 1024 };
  const { stdout } = await run(program, [...args], options);
  return stdout.trim();
}

function shell(command: string, cwd: string, env: NodeJS.ProcessEnv): Promise<Ending> {
  return new Promise((resolve) => {
    execFile('sh', ['-c', command], { cwd, env }, (error, stdout, stderr) =>
      resolve({ code: error === null ? 0 : Number(error.code), stdout, stderr }),
    );
  });
}
