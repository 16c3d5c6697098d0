import Store from 'electron-store'
import { z } from 'zod'

const bounds = z.object({ x: z.int(), y: z.int(), width: z.int().min(1), height: z.int().min(1) })
export type WindowBounds = z.infer<typeof bounds>

/** What the app remembers about itself. No secret, and nothing about servers or tokens. */
export interface Preferences {
  /** Where the window was; null = never opened, or not readable. */
  windowBounds(): WindowBounds | null
  saveWindowBounds(bounds: WindowBounds): void
}

/** Kept as `settings.json` in Electron's own folder of the app. A damaged file counts as empty. */
export function createPreferences(): Preferences {
  const store = new Store({ name: 'settings', clearInvalidConfig: true })
  return {
    windowBounds: () => bounds.safeParse(store.get('windowBounds')).data ?? null,
    saveWindowBounds: (value) => store.set('windowBounds', value),
  }
}
