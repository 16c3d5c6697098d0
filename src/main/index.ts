import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app, dialog } from 'electron'
import { registerAppScheme, serveApp } from './electron/app-protocol.ts'
import { serveConnections } from './electron/connections.ts'
import { createEngineHost } from './electron/engine-host.ts'
import { hardenApp, hardenSession } from './electron/hardening.ts'
import { createPreferences } from './electron/preferences.ts'
import { type MainWindow, openMainWindow, preloadPath } from './electron/window.ts'
import { defaultVaultFolder } from './lib/paths.ts'

// The Electron host: puts window, protocol and engine process together and knows nothing of what they do.

const outFolder = dirname(dirname(fileURLToPath(import.meta.url)))

// Chromium cannot have it as root; the start script then passes the switch and says so.
if (!app.commandLine.hasSwitch('no-sandbox')) app.enableSandbox()
registerAppScheme()
hardenApp(app)

/** `--vault DIR` or `--vault=DIR`, otherwise the folder all hosts share. */
function vaultFolder(argv: readonly string[]): string {
  const at = argv.findIndex((argument) => argument === '--vault' || argument.startsWith('--vault='))
  const given = at < 0 ? undefined : (argv[at]?.split('=', 2)[1] ?? argv[at + 1])
  return given ? resolve(given) : defaultVaultFolder(process.env, process.platform, homedir())
}

/** An engine that keeps crashing is given up after this many times in this many milliseconds. */
const crashLimit = { times: 3, withinMs: 30_000 }

function start(): void {
  let main: MainWindow | null = null
  let crashes: number[] = []
  const onCrash = (code: number) => {
    const nowMs = Date.now()
    crashes = [...crashes.filter((at) => nowMs - at < crashLimit.withinMs), nowMs]
    if (crashes.length < crashLimit.times) {
      main?.renew()
      return
    }
    dialog.showErrorBox(
      'Latchkey cannot run',
      `Its engine ended ${crashes.length} times in a row (code ${code}). The vault is as it was after the last confirmed change. Start Latchkey again; if this stays, install it anew.`,
    )
    app.exit(1)
  }
  const host = createEngineHost({
    script: join(outFolder, 'main', 'engine-process.js'),
    appVersion: app.getVersion(),
    vaultFolder: vaultFolder(process.argv),
    // A packaged app loads only what it ships.
    sqliteAddonPath: app.isPackaged ? null : (process.env['LATCHKEY_SQLITE_ADDON'] ?? null),
    onLocked: () => main?.renew(),
    onCrash,
  })
  serveConnections(host, (contents) => main?.isOwn(contents) === true)

  app.on('second-instance', () => main?.focus())
  app.on('window-all-closed', () => app.quit())
  let isStopped = false
  app.on('will-quit', (event) => {
    if (isStopped) return
    event.preventDefault()
    void host.stop().finally(() => {
      isStopped = true
      app.quit()
    })
  })

  void app.whenReady().then(() => {
    hardenSession()
    serveApp(join(outFolder, 'renderer'))
    main = openMainWindow(preloadPath(outFolder), createPreferences(), () =>
      process.stdout.write('latchkey: window open\n'),
    )
  })
}

if (app.requestSingleInstanceLock()) start()
else app.quit()
