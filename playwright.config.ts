import { defineConfig } from '@playwright/test'

export default defineConfig({
  testDir: 'test/e2e',
  fullyParallel: true,
  workers: 2,
  retries: 0,
  timeout: 90_000,
  // Deriving a key takes seconds on a machine that is busy with other things.
  expect: { timeout: 20_000 },
  forbidOnly: true,
})
