import { readdirSync, readFileSync, writeFileSync } from 'node:fs'
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

/** All pictures on one page, each with its name, light beside dark; as HTML and as one PNG. */
export async function contactSheet(electron: ElectronApplication): Promise<void> {
  const names = readdirSync(folder())
    .filter((name) => name.endsWith('-light.png'))
    .map((name) => name.replace('-light.png', ''))
    .sort()
  const rows = names.map(
    (name) =>
      `<h2>${name}</h2><div>${schemes.map((scheme) => `<img src="${name}-${scheme}.png" alt="${name}, ${scheme}">`).join('')}</div>`,
  )
  const page = join(folder(), 'index.html')
  writeFileSync(
    page,
    `<!doctype html><meta charset="utf-8"><title>Latchkey: all screens</title>
<style>body{font:16px sans-serif;margin:24px;background:#777;color:#fff}div{display:flex;gap:12px}img{width:540px;border:1px solid #444}</style>
${rows.join('\n')}`,
  )
  const height = 60 + names.length * 430
  const data = await electron.evaluate(
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
  writeFileSync(join(folder(), 'contact-sheet.png'), Buffer.from(data, 'base64'))
}

/** How large a picture is, for a test that it is not empty. */
export const sizeOf = (name: string): number => readFileSync(join(folder(), name)).length
