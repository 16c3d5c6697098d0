import { defineConfig } from 'vitest/config'

const project = (name: string, isolate: boolean) => ({
  extends: true as const,
  test: { name, isolate, include: [`test/${name}/**/*.test.ts`] },
})

export default defineConfig({
  test: {
    environment: 'node',
    globals: false,
    pool: 'forks',
    // Much of the time is waiting (key derivation in workers, local servers), so no core is kept free.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Unit tests keep nothing between files, so a process may run many of them: a quarter faster.
    projects: [project('unit', false), project('contract', true), project('reliability', true)],
  },
})
