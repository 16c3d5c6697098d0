import { defineConfig } from 'vitest/config'

const project = (name: string) => ({
  extends: true as const,
  test: { name, include: [`test/${name}/**/*.test.ts`] },
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
    projects: [project('unit'), project('contract'), project('reliability')],
  },
})
