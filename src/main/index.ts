import { homedir } from 'node:os'
import { dirname, join, resolve } from 'node:path'
import { fileURLToPath } from 'node:url'
import { app } from 'electron'
import { registerAppScheme, serveApp } from './electron/app-protocol.ts'
import { serveConnections } from './electron/connections.ts'
import { createEngineHost } from './electron/engine-host.ts'
import { hardenApp, hardenSession } from './electron/hardening.ts'
import { type MainWindow, openMainWindow, preloadPath } from './electron/window.ts'
import { defaultVaultFolder } from './lib/paths.ts'

// The Electron host: puts window, protocol and engine process together and knows nothing of what they do.

const outFolder = dirname(dirname(fileURLToPath(import.meta.url)))

app.enableSandbox()
registerAppScheme()
hardenApp(app)

/** `--vault DIR` or `--vault=DIR`, otherwise the folder all hosts share. */
function vaultFolder(argv: readonly string[]): string {
  const at = argv.findIndex((argument) => argument === '--vault' || argument.startsWith('--vault='))
  const given = at < 0 ? undefined : (argv[at]?.split('=', 2)[1] ?? argv[at + 1])
  return given ? resolve(given) : defaultVaultFolder(process.env, process.platform, homedir())
}

function start(): void {
  let main: MainWindow | null = null
  const host = createEngineHost({
    script: join(outFolder, 'main', 'engine-process.js'),
    appVersion: app.getVersion(),
    vaultFolder: vaultFolder(process.argv),
    // A packaged app loads only what it ships.
    sqliteAddonPath: app.isPackaged ? null : (process.env['LATCHKEY_SQLITE_ADDON'] ?? null),
    onLocked: () => main?.renew(),
    onCrash: () => main?.renew(),
  })
  serveConnections(host, (contents) => main?.window.webContents === contents)

  app.on('second-instance', () => {
    if (main?.window.isMinimized()) main.window.restore()
    main?.window.focus()
  })
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
    main = openMainWindow(preloadPath(outFolder))
    main.window.once('ready-to-show', () => {
      main?.window.show()
      process.stdout.write('latchkey: window open\n')
    })
  })
}

if (app.requestSingleInstanceLock()) start()
else app.quit()
