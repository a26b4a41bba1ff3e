import type { TestContext } from 'vitest';
import { explained } from './eventually.js';
import type { Stack } from './stack.js';

/** For `afterEach`: prints what helps to find out why the test failed, unless its failure says so already. */
export async function explainFailure(stack: Stack, { task }: TestContext): Promise<void> {
  const failures = task.result?.errors ?? [];
  if (failures.some(({ message }) => !message.includes(explained))) console.error(await stack.explain());
}
