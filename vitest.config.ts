import { defineConfig } from 'vitest/config'
import { BaseSequencer, type TestSpecification } from 'vitest/node'

/** The one file that takes as long as all others together; begun last, it would run alone at the end. */
const longest = /main-job\.test\.ts$/

class LongestFirst extends BaseSequencer {
  override async sort(files: TestSpecification[]): Promise<TestSpecification[]> {
    const sorted = await super.sort(files)
    return sorted.toSorted((a, b) => Number(longest.test(b.moduleId)) - Number(longest.test(a.moduleId)))
  }
}

const project = (name: string, isolate: boolean) => ({
  extends: true as const,
  test: { name, isolate, include: [`test/${name}/**/*.test.ts`] },
})

export default defineConfig({
  test: {
    environment: 'node',
    globals: false,
    sequence: { sequencer: LongestFirst },
    pool: 'forks',
    // Much of the time is waiting (key derivation in workers, local servers), so no core is kept free.
    maxWorkers: '100%',
    testTimeout: 20_000,
    hookTimeout: 20_000,
    // Unit tests keep nothing between files, so a process may run many of them: a quarter faster.
    projects: [project('unit', false), project('contract', true), project('reliability', true)],
  },
})
