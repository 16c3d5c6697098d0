import { defineConfig } from '@playwright/test'

/** Pictures of every screen in every state. See `npm run gallery`. */
export default defineConfig({
  testDir: 'test/gallery',
  workers: 1,
  retries: 0,
  timeout: 300_000,
  forbidOnly: true,
})
