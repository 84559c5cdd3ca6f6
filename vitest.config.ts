import { defineConfig } from 'vitest/config';

export default defineConfig({
  test: {
    projects: [
      {
        test: {
          name: 'pure',
          // Properties look at thousands of cases; two busy cores take their time.
          testTimeout: 60_000,
          include: [
            'packages/{flow,nodes}/src/**/*.test.ts',
            'packages/editor/src/**/*.test.ts',
            'examples/**/*.test.ts',
            'test/{eval,runner,support,faults}/**/*.test.ts',
            'test/{docs,compose}.test.ts',
          ],
        },
      },
      {
        test: {
          name: 'real',
          include: ['packages/engine/src/**/*.test.ts', 'test/**/*.test.ts'],
          exclude: ['test/e2e/**', 'test/{eval,runner,support,faults}/**', 'test/{docs,compose}.test.ts'],
          globalSetup: ['test/stack.ts'],
          testTimeout: 120_000,
          hookTimeout: 240_000,
        },
      },
      {
        test: {
          name: 'e2e',
          include: ['test/e2e/**/*.test.ts'],
          globalSetup: ['test/stack.ts'],
          testTimeout: 240_000,
          hookTimeout: 240_000,
          fileParallelism: false,
          expect: { poll: { timeout: 30_000 } },
        },
      },
    ],
  },
});
