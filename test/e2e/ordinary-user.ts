import { execFileSync } from 'node:child_process'
import {
  chmodSync,
  chownSync,
  copyFileSync,
  cpSync,
  existsSync,
  mkdirSync,
  mkdtempSync,
  readFileSync,
  rmSync,
  writeFileSync,
} from 'node:fs'
import { tmpdir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { _electron, type ElectronApplication } from 'playwright'
import { appArguments, electronPath, isRoot } from './app.ts'

const userName = 'latchkey-test'

/**
 * Starts the app as somebody who is not root, with Chromium's sandbox on. As root an ordinary user is made for
 * it (once), and the runtime and the app are copied to where that user may read them.
 */
export async function launchAsOrdinaryUser(
  env: NodeJS.ProcessEnv,
): Promise<{ electron: ElectronApplication; close(): Promise<void> }> {
  const folder = mkdtempSync(join(tmpdir(), 'latchkey-user-'))
  const home = join(folder, 'home')
  mkdirSync(home)
  const environment = { ...process.env, ...env, HOME: home, TMPDIR: home }
  const defined = Object.fromEntries(
    Object.entries(environment).flatMap(([k, v]) => (v === undefined ? [] : [[k, v]])),
  )
  const start = isRoot ? asUser(folder, home, defined) : { executablePath: electronPath(), app: resolve('.') }
  const electron = await _electron.launch({
    executablePath: start.executablePath,
    // Otherwise Playwright switches it off.
    chromiumSandbox: true,
    args: appArguments(home, start.app),
    env: defined,
  })
  return {
    electron,
    close: async () => {
      await electron.close()
      rmSync(folder, { recursive: true, force: true, maxRetries: 5 })
    },
  }
}

function asUser(folder: string, home: string, env: Record<string, string>) {
  const { uid, gid } = ordinaryUser()
  const runtime = join(folder, 'electron')
  cpSync(dirname(electronPath()), runtime, { recursive: true })
  // Where the system does not let an ordinary user make namespaces, Chromium uses this helper.
  chmodSync(join(runtime, 'chrome-sandbox'), 0o4755)
  const app = join(folder, 'app')
  mkdirSync(join(app, 'node_modules'), { recursive: true })
  cpSync('out', join(app, 'out'), { recursive: true })
  copyFileSync('package.json', join(app, 'package.json'))
  for (const name of runtimePackages()) {
    cpSync(join('node_modules', name), join(app, 'node_modules', name), { recursive: true })
  }
  const addon = env['LATCHKEY_SQLITE_ADDON']
  if (addon) {
    env['LATCHKEY_SQLITE_ADDON'] = join(folder, 'addon.node')
    copyFileSync(addon, join(folder, 'addon.node'))
    chmodSync(join(folder, 'addon.node'), 0o644)
  }
  const key = env['XAUTHORITY']
  if (key) {
    env['XAUTHORITY'] = join(home, 'Xauthority')
    copyFileSync(key, join(home, 'Xauthority'))
    chownSync(join(home, 'Xauthority'), uid, gid)
  }
  chownSync(home, uid, gid)
  chmodSync(folder, 0o755)
  const executablePath = join(folder, 'start')
  writeFileSync(
    executablePath,
    `#!/bin/sh\nexec setpriv --reuid=${uid} --regid=${gid} --clear-groups "${join(runtime, 'electron')}" "$@"\n`,
    { mode: 0o755 },
  )
  return { executablePath, app }
}

/** Made once; it has no password and no shell. */
function ordinaryUser(): { uid: number; gid: number } {
  const id = (what: string) =>
    Number(execFileSync('id', [what, userName], { encoding: 'utf8', stdio: ['ignore', 'pipe', 'ignore'] }))
  try {
    return { uid: id('-u'), gid: id('-g') }
  } catch {
    execFileSync('useradd', ['--system', '--no-create-home', '--shell', '/usr/sbin/nologin', userName])
    return { uid: id('-u'), gid: id('-g') }
  }
}

/** What the built app needs at run time beside itself, as the lock file lays it out. */
function runtimePackages(): string[] {
  const { packages } = JSON.parse(readFileSync('package-lock.json', 'utf8')) as {
    packages: Record<string, { dev?: boolean; devOptional?: boolean }>
  }
  const prefix = 'node_modules/'
  return Object.entries(packages).flatMap(([path, { dev, devOptional }]) =>
    path.startsWith(prefix) && !dev && !devOptional && existsSync(path) ? [path.slice(prefix.length)] : [],
  )
}
