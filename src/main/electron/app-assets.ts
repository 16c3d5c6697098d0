import { extname, join, normalize, sep } from 'node:path'

/** The only place pages come from. */
export const appOrigin = 'app://bundle'
export const appPage = `${appOrigin}/index.html`

/** What may be served, by ending. */
export const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** The file an address means, or null when it is not a plain file name of a known type inside the folder. */
export function resolveAsset(folder: string, address: string): string | null {
  const { protocol: scheme, host, pathname } = new URL(address)
  if (`${scheme}//${host}` !== appOrigin) return null
  let name: string
  try {
    name = decodeURIComponent(pathname)
  } catch {
    return null
  }
  if (name.includes('\0') || name.includes('\\') || !(extname(name) in mimeTypes)) return null
  const path = normalize(join(folder, name))
  return path.startsWith(folder + sep) ? path : null
}
