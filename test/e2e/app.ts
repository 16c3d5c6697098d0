import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test as base } from '@playwright/test'
import { _electron, type ElectronApplication, type Page } from 'playwright'

export interface RunningApp {
  readonly electron: ElectronApplication
  readonly page: Page
}

interface Fixtures {
  /** A folder of its own for each test: vault, profile. */
  readonly home: string
  readonly launch: () => Promise<RunningApp>
}

export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'latchkey-e2e-'))
    await use(home)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  },
  launch: async ({ home }, use) => {
    const running: ElectronApplication[] = []
    await use(async () => {
      const executablePath = process.env['LATCHKEY_ELECTRON']
      if (!executablePath)
        throw new Error('LATCHKEY_ELECTRON names no Electron; run these tests with npm test')
      const electron = await _electron.launch({
        executablePath,
        args: [
          // Chromium refuses to start as root with its sandbox.
          ...(process.getuid?.() === 0 ? ['--no-sandbox'] : []),
          `--user-data-dir=${join(home, 'profile')}`,
          resolve('.'),
          '--vault',
          join(home, 'vault'),
        ],
      })
      running.push(electron)
      return { electron, page: await electron.firstWindow() }
    })
    for (const electron of running) await electron.close()
  },
})
