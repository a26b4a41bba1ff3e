import { defineConfig } from 'vitest/config';

// unit: no process (but openssl, for certificates), socket or file outside a temporary folder. integration: the real HAProxy, the built program.
// e2e: a real Swarm. Files of the last two share ports, engines and cores, so they run one after another.
export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'unit',
          include: ['test/**/*.test.ts'],
          exclude: ['test/integration/**', 'test/e2e/**'],
          // No test changes what another sees, so that modules are loaded once a worker: most of the time went there.
          isolate: false,
          maxWorkers: '100%',
          // Far beyond any of them: on a busy machine, the slowest take a multiple of their time.
          testTimeout: 30_000,
        },
      },
      {
        test: {
          name: 'integration',
          include: ['test/integration/**/*.test.ts'],
          fileParallelism: false,
          testTimeout: 60_000,
          hookTimeout: 120_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/e2e/support/build-image.ts'],
          fileParallelism: false,
          testTimeout: 180_000,
          hookTimeout: 300_000,
        },
      },
    ],
  },
});
