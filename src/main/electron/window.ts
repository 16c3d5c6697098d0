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

export interface WindowListeners {
  /** Called each time a window has been drawn and shown. */
  readonly onShown: () => void
  /** Called when the person types, clicks or scrolls in it. */
  readonly onUsed: () => void
}

/** How a window comes onto the screen. */
interface Look {
  readonly bounds: WindowBounds | null
  readonly size: 'normal' | 'maximized' | 'full-screen' | 'minimized'
  /** Whether it takes the keyboard. */
  readonly isActive: boolean
}

/** @param preload the built preload script */
export function openMainWindow(
  preload: string,
  preferences: Preferences,
  listeners: WindowListeners,
): MainWindow {
  const openWith = (look: Look) => open(preload, look, preferences, listeners)
  let current = openWith({ bounds: onScreen(preferences.windowBounds()), size: 'normal', isActive: true })
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
      current = openWith(lookOf(old))
      old.destroy()
    },
  }
}

/** A lock that the person did not ask for must not come between them and another program. */
function lookOf(window: BrowserWindow): Look {
  const size = window.isMinimized()
    ? 'minimized'
    : window.isFullScreen()
      ? 'full-screen'
      : window.isMaximized()
        ? 'maximized'
        : 'normal'
  return { bounds: window.getNormalBounds(), size, isActive: window.isFocused() }
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
  look: Look,
  preferences: Preferences,
  listeners: WindowListeners,
): BrowserWindow {
  const window = new BrowserWindow({
    width: 1080,
    height: 720,
    ...look.bounds,
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
    show(window, look)
    listeners.onShown()
  })
  window.webContents.on('input-event', (_event, { type }) => {
    if (!isAccidental.has(type)) listeners.onUsed()
  })
  window.on('close', () => preferences.saveWindowBounds(window.getNormalBounds()))
  void window.loadURL(appPage).catch(() => {
    // It was replaced or closed while it was loading.
  })
  return window
}

/** Happens by itself when a window appears or moves under a pointer at rest. */
const isAccidental: ReadonlySet<string> = new Set(['undefined', 'mouseEnter', 'mouseMove', 'mouseLeave'])

function show(window: BrowserWindow, { size, isActive }: Look): void {
  if (size === 'minimized') {
    window.minimize()
    return
  }
  if (size === 'maximized') window.maximize()
  if (size === 'full-screen') window.setFullScreen(true)
  if (isActive) window.show()
  else window.showInactive()
}

export const preloadPath = (outFolder: string) => join(outFolder, 'preload', 'index.cjs')
