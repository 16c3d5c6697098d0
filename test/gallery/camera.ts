import { readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { pathToFileURL } from 'node:url'
import type { ElectronApplication, Page } from 'playwright'

const schemes = ['light', 'dark'] as const

const folder = () => {
  const path = process.env['LATCHKEY_GALLERY']
  if (!path) throw new Error('LATCHKEY_GALLERY names no folder; run this with npm run gallery')
  return path
}

/** One picture of the page as it is, in light and in dark. Moving parts are stopped. */
export async function picture(page: Page, name: string): Promise<void> {
  for (const colorScheme of schemes) {
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' })
    await page.screenshot({ path: join(folder(), `${name}-${colorScheme}.png`), animations: 'disabled' })
  }
}

/** What one sheet holds: a taller picture than about 16,000 pixels cannot be made. */
const rowsPerSheet = 16

const sheetOf = (names: readonly string[]): string => {
  const rows = names.map(
    (name) =>
      `<h2>${name}</h2><div>${schemes.map((scheme) => `<img src="${name}-${scheme}.png" alt="${name}, ${scheme}">`).join('')}</div>`,
  )
  return `<!doctype html><meta charset="utf-8"><title>Latchkey: all screens</title>
<style>body{font:16px sans-serif;margin:24px;background:#777;color:#fff}div{display:flex;gap:12px}img{width:540px;border:1px solid #444}</style>
${rows.join('\n')}`
}

/** All pictures, each with its name, light beside dark: on one page as HTML, and on sheets of some rows each as PNG. */
export async function contactSheet(electron: ElectronApplication): Promise<void> {
  const names = readdirSync(folder())
    .filter((name) => name.endsWith('-light.png'))
    .map((name) => name.replace('-light.png', ''))
    .sort()
  writeFileSync(join(folder(), 'index.html'), sheetOf(names))
  for (let start = 0, sheet = 1; start < names.length; start += rowsPerSheet, sheet += 1) {
    const part = names.slice(start, start + rowsPerSheet)
    const page = join(folder(), `contact-sheet-${sheet}.html`)
    writeFileSync(page, sheetOf(part))
    const data = await photograph(electron, page, 60 + part.length * 430)
    rmSync(page)
    writeFileSync(join(folder(), `contact-sheet-${sheet}.png`), Buffer.from(data, 'base64'))
  }
}

/** A page as PNG in base64, taken in a window that nobody sees. */
const photograph = (electron: ElectronApplication, page: string, height: number): Promise<string> =>
  electron.evaluate(
    async ({ BrowserWindow }, [url, tall]) => {
      const window = new BrowserWindow({
        width: 1160,
        height: tall,
        show: false,
        enableLargerThanScreen: true,
        webPreferences: { offscreen: true, partition: 'gallery' },
      })
      await window.loadURL(url)
      const decoded = 'Promise.all([...document.images].map((image) => image.decode())).then(() => true)'
      await window.webContents.executeJavaScript(decoded)
      const image = await window.webContents.capturePage()
      window.destroy()
      return image.toPNG().toString('base64')
    },
    [pathToFileURL(page).href, height] as const,
  )

/** How large a picture is, in bytes; it throws when there is none. */
export const sizeOf = (name: string): number => readFileSync(join(folder(), name)).length
