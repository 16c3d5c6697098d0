import { join } from 'node:path'
import { BrowserWindow, screen, type WebContents } from 'electron'
import { appPage } from './app-assets.ts'
import type { Preferences, WindowBounds } from './preferences.ts'

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
export function openMainWindow(preload: string, preferences: Preferences, onShown: () => void): MainWindow {
  let current = open(preload, onScreen(preferences.windowBounds()), preferences, onShown)
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
      current = open(preload, old.getBounds(), preferences, onShown)
      old.destroy()
    },
  }
}

/** The place the window had, unless the screen it was on is gone. */
function onScreen(bounds: WindowBounds | null): WindowBounds | null {
  if (!bounds) return null
  const { workArea } = screen.getDisplayMatching(bounds)
  const isVisible =
    bounds.x < workArea.x + workArea.width &&
    bounds.x + bounds.width > workArea.x &&
    bounds.y >= workArea.y &&
    bounds.y < workArea.y + workArea.height
  return isVisible ? bounds : null
}

function open(
  preload: string,
  bounds: WindowBounds | null,
  preferences: Preferences,
  onShown: () => void,
): BrowserWindow {
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
  window.on('close', () => preferences.saveWindowBounds(window.getNormalBounds()))
  void window.loadURL(appPage).catch(() => {
    // It was replaced or closed while it was loading.
  })
  return window
}

export const preloadPath = (outFolder: string) => join(outFolder, 'preload', 'index.cjs')
