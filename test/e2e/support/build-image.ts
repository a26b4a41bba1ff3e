import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import type { TestProject } from 'vitest/node';
import { image, removeSwarm } from './swarm.js';

declare module 'vitest' {
  interface ProvidedContext {
    /** A `docker save` of the image under test. */
    imageFile: string;
  }
}

/** Builds the image of this working tree once for all files; what has not changed is not built again. */
export async function setup(project: TestProject): Promise<void> {
  const { stdout } = await promisify(execFile)('hack/image', ['--tag', image]);
  project.provide('imageFile', stdout.trim());
}

/** Runs when the tests were interrupted, too. */
export async function teardown(): Promise<void> {
  await removeSwarm();
}
