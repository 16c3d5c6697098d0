import { homedir } from 'node:os'
import { dirname, join } from 'node:path'
import { fileURLToPath } from 'node:url'
import electron, { app, dialog, powerMonitor } from 'electron'
import { vaultArgument } from './desktop/arguments.ts'
import { createAutoLock } from './desktop/auto-lock.ts'
import { createClipboardGuard } from './desktop/clipboard-guard.ts'
import { collectGarbage } from './desktop/collect-garbage.ts'
import { createCrashLimit } from './desktop/crash-limit.ts'
import { createDesk } from './desktop/desk.ts'
import { createEngineHost } from './desktop/engine-host.ts'
import { createPracticeFolders } from './desktop/practice-folders.ts'
import { createQuitGate } from './desktop/quit-gate.ts'
import { registerAppScheme, serveApp } from './electron/app-protocol.ts'
import { type ClipboardApi, createSystemClipboard } from './electron/clipboard.ts'
import { serveConnections } from './electron/connections.ts'
import { forkEngine } from './electron/fork-engine.ts'
import { hardenApp, hardenSession } from './electron/hardening.ts'
import { watchPower } from './electron/power.ts'
import { createPreferences } from './electron/preferences.ts'
import { type MainWindow, openMainWindow, preloadPath } from './electron/window.ts'
import { createLog } from './lib/log.ts'
import { defaultVaultFolder } from './lib/paths.ts'
import { readProxyEnvironment } from './lib/proxy-environment.ts'
import { realAfter } from './lib/timer.ts'

// The Electron host: puts window, protocol and engine process together and knows nothing of what they do.

const outFolder = dirname(dirname(fileURLToPath(import.meta.url)))
const autoLockMs = 5 * 60_000
const log = createLog((line) => process.stderr.write(line), Date.now)

// Chromium cannot have it as root; the start script then passes the switch and says so.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
hardenApp(app)

/** The person's vault; null = the command line cannot be followed, and the person has been told. */
function findVaultFolder(): string | null {
  try {
    const given = vaultArgument(process.argv, process.cwd())
    return given ?? defaultVaultFolder(process.env, process.platform, homedir())
  } catch (error) {
    dialog.showErrorBox('Latchkey was not started', error instanceof Error ? error.message : '')
    return null
  }
}

function giveUp(crashes: number, code: number): void {
  dialog.showErrorBox(
    'Latchkey cannot run',
    `Its engine ended ${crashes} times in a row (code ${code}). The vault is as it was after the last confirmed change. Start Latchkey again; if this stays, install it anew.`,
  )
  app.exit(1)
}

function start(vaultFolder: string): void {
  let main: MainWindow | null = null
  const clipboard = createClipboardGuard({
    clipboard: createSystemClipboard(electron as unknown as ClipboardApi, process.platform),
    now: Date.now,
    after: realAfter,
    tidy: collectGarbage,
    onCleared: () => host.post({ type: 'clipboard-cleared' }),
    onStuck: () => log.error('clipboard.stuck'),
  })
  const autoLock = createAutoLock({
    limitMs: autoLockMs,
    look: () => ({
      reportedMs: powerMonitor.getSystemIdleTime() * 1000,
      monotonicMs: performance.now(),
      wallMs: Date.now(),
    }),
    after: realAfter,
    lock: () => host.lock(),
  })
  const desk = createDesk({
    vaultFolder,
    practiceFolders: createPracticeFolders(app.getPath('userData'), (error) =>
      log.error('practice.remove', { error: error instanceof Error ? error.name : 'unknown' }),
    ),
    clipboard,
    autoLock,
    countCrash: createCrashLimit(Date.now),
    endEngine: () => host.end(),
    renewWindow: () => main?.renew(),
    giveUp,
  })
  const host = createEngineHost({
    fork: () => forkEngine(join(outFolder, 'main', 'engine-process.js')),
    versions: {
      appVersion: app.getVersion(),
      electronVersion: process.versions.electron,
      // A packaged app loads only what it ships.
      sqliteAddonPath: app.isPackaged ? null : (process.env['LATCHKEY_SQLITE_ADDON'] ?? null),
    },
    proxyEnvironment: readProxyEnvironment(process.env),
    after: realAfter,
    ...desk,
  })
  serveConnections(host, (contents) => main?.isOwn(contents) === true)

  app.on('second-instance', () => main?.focus())
  app.on('window-all-closed', () => app.quit())
  app.on(
    'will-quit',
    createQuitGate(
      () => Promise.allSettled([host.stop(), clipboard.clear()]),
      () => app.quit(),
    ),
  )

  void app.whenReady().then(() => {
    hardenSession()
    serveApp(join(outFolder, 'renderer'))
    watchPower(powerMonitor, process.platform, host.lock)
    main = openMainWindow(preloadPath(outFolder), createPreferences(), {
      onShown: () => process.stdout.write('latchkey: window open\n'),
      onUsed: autoLock.noteUse,
    })
  })
}

if (app.requestSingleInstanceLock()) {
  const vaultFolder = findVaultFolder()
  if (vaultFolder === null) app.exit(2)
  else start(vaultFolder)
} else app.quit()
