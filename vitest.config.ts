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
    testTimeout: 20_000,
    hookTimeout: 20_000,
    projects: [project('unit'), project('contract'), project('reliability')],
  },
})
