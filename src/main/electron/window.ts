import { join } from 'node:path'
import { BrowserWindow, type Rectangle, type WebContents } from 'electron'
import { appPage } from './app-protocol.ts'

export interface MainWindow {
  /** Whether these contents are the ones the window shows now. */
  isOwn(contents: WebContents): boolean
  /** Brings it to the front. */
  focus(): void
  /** Starts again in a new window and renderer process at the same place: nothing the old one had in memory stays. */
  renew(): void
}

/**
 * @param preload the built preload script
 * @param onShown called each time a window has been drawn and shown
 */
export function openMainWindow(preload: string, onShown: () => void): MainWindow {
  let current = open(preload, null, onShown)
  return {
    isOwn: (contents) => !current.isDestroyed() && contents === current.webContents,
    focus: () => {
      if (current.isMinimized()) current.restore()
      current.focus()
    },
    renew: () => {
      if (current.isDestroyed()) return
      const old = current
      // First the new one: an app without a window would quit.
      current = open(preload, old.getBounds(), onShown)
      old.destroy()
    },
  }
}

function open(preload: string, bounds: Rectangle | null, onShown: () => void): BrowserWindow {
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    ...bounds,
    minWidth: 720,
    minHeight: 480,
    show: false,
    title: 'Latchkey',
    webPreferences: {
      preload,
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      nodeIntegrationInWorker: false,
      nodeIntegrationInSubFrames: false,
      webSecurity: true,
      webviewTag: false,
      navigateOnDragDrop: false,
      spellcheck: false,
    },
  })
  window.setMenuBarVisibility(false)
  window.once('ready-to-show', () => {
    window.show()
    onShown()
  })
  void window.loadURL(appPage).catch(() => {
    // It was replaced or closed while it was loading.
  })
  return window
}

export const preloadPath = (outFolder: string) => join(outFolder, 'preload', 'index.cjs')
