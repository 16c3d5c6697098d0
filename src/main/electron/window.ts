import { join } from 'node:path'
import { BrowserWindow } from 'electron'
import { appPage } from './app-protocol.ts'

export interface MainWindow {
  readonly window: BrowserWindow
  /** Starts the page again in a new renderer process: nothing the old one had in memory stays. */
  renew(): void
}

/** @param preload the built preload script. */
export function openMainWindow(preload: string): MainWindow {
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
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
  const load = () => {
    void window.loadURL(appPage).catch(() => {
      // The renderer was replaced while it was loading; the next load is already on its way.
    })
  }
  window.webContents.on('render-process-gone', () => {
    if (!window.isDestroyed()) load()
  })
  load()
  return {
    window,
    renew: () => {
      if (!window.isDestroyed()) window.webContents.forcefullyCrashRenderer()
    },
  }
}

export const preloadPath = (outFolder: string) => join(outFolder, 'preload', 'index.cjs')
