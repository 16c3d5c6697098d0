import type { ChildProcess } from 'node:child_process'
import { mkdirSync, mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join, resolve } from 'node:path'
import { test as base } from '@playwright/test'
import { _electron, type ElectronApplication, type Page } from 'playwright'
import { openDisplay } from '../../scripts/lib/display.mjs'

export interface RunningApp {
  readonly electron: ElectronApplication
  readonly page: Page
}

interface Display {
  readonly env: NodeJS.ProcessEnv
  close(): Promise<void>
}

interface Fixtures {
  /** A folder of its own for each test: vault, profile, temporary files. */
  readonly home: string
  /** Makes screens that stay until every app of the test has ended. */
  readonly makeScreen: () => Promise<NodeJS.ProcessEnv>
  /** A screen of its own, for what all programs of a screen share, such as the clipboard; as environment. */
  readonly ownScreen: NodeJS.ProcessEnv
  /** Starts the app in `home`, with more environment when it is given. */
  readonly launch: (env?: NodeJS.ProcessEnv) => Promise<RunningApp>
}

export const test = base.extend<Fixtures>({
  home: async ({}, use) => {
    const home = mkdtempSync(join(tmpdir(), 'latchkey-e2e-'))
    mkdirSync(join(home, 'tmp'))
    await use(home)
    rmSync(home, { recursive: true, force: true, maxRetries: 5 })
  },
  makeScreen: async ({}, use) => {
    const displays: Display[] = []
    await use(async () => {
      const display: Display = await openDisplay({ env: {}, say: () => undefined })
      displays.push(display)
      return display.env
    })
    for (const display of displays) await display.close()
  },
  ownScreen: async ({ makeScreen }, use) => use(await makeScreen()),
  // It names the maker of screens only to be taken down before it.
  launch: async ({ home, makeScreen: _screens }, use) => {
    const running: Started[] = []
    await use(async (env = {}) => {
      const electron = await _electron.launch({
        executablePath: electronPath(),
        args: [...(isRoot ? ['--no-sandbox'] : []), ...appArguments(home, resolve('.'))],
        env: definedOnly({ ...process.env, TMPDIR: join(home, 'tmp'), ...env }),
      })
      // Asked now: an app that has ended does not tell any more.
      running.push({ electron, child: electron.process() })
      return { electron, page: await electron.firstWindow() }
    })
    await Promise.all(running.map(close))
  },
})

interface Started {
  readonly electron: ElectronApplication
  readonly child: ChildProcess
}

/** What a quit may take: an engine that ends takes a second or two, a busy machine a few times that. */
const closingMs = 30_000

/** Quits the app. One that does not end is killed, and the test fails: nothing may stay behind unseen. */
async function close({ electron, child }: Started): Promise<void> {
  let isKilled = false
  const timer = setTimeout(() => {
    isKilled = true
    child.kill('SIGKILL')
  }, closingMs)
  try {
    await electron.close()
  } finally {
    clearTimeout(timer)
  }
  if (isKilled) throw new Error(`the app did not end within ${closingMs / 1000} s of being told to quit`)
}

/** Chromium refuses to start as root with its sandbox. */
export const isRoot = process.getuid?.() === 0

export function electronPath(): string {
  const path = process.env['LATCHKEY_ELECTRON']
  if (!path) throw new Error('LATCHKEY_ELECTRON names no Electron; run these tests with npm test')
  return path
}

/** What the app is started with; its profile and its vault are in `home`. */
export function appArguments(home: string, appFolder: string): string[] {
  return [`--user-data-dir=${join(home, 'profile')}`, appFolder, '--vault', join(home, 'vault')]
}

/** Does something after which the app goes on in a new window, and returns the page of that one. */
export async function renewed({ electron }: RunningApp, act: () => Promise<unknown>): Promise<Page> {
  const opened = electron.waitForEvent('window', { timeout: 60_000 })
  await act().catch((error: unknown) => {
    // The page may be gone before the press that ended it is reported.
    if (!/has been closed/.test(String(error))) throw error
  })
  return opened
}

/** The process that runs the engine. */
export async function enginePid({ electron }: RunningApp): Promise<number> {
  const pid = await electron.evaluate(
    ({ app }) => app.getAppMetrics().find((metric) => metric.name === 'Latchkey engine')?.pid,
  )
  if (pid === undefined) throw new Error('no engine is running')
  return pid
}

function definedOnly(env: NodeJS.ProcessEnv): Record<string, string> {
  return Object.fromEntries(
    Object.entries(env).flatMap(([name, value]) => (value === undefined ? [] : [[name, value]])),
  )
}
