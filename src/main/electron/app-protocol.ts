import { readFile } from 'node:fs/promises'
import { extname, join, normalize, sep } from 'node:path'
import { protocol } from 'electron'

/** The only place pages come from. */
export const appOrigin = 'app://bundle'
export const appPage = `${appOrigin}/index.html`

const mimeTypes: Readonly<Record<string, string>> = {
  '.html': 'text/html; charset=utf-8',
  '.js': 'text/javascript; charset=utf-8',
  '.css': 'text/css; charset=utf-8',
  '.svg': 'image/svg+xml',
  '.png': 'image/png',
  '.woff2': 'font/woff2',
}

/** Everything the window shows is its own; it may load nothing else and run nothing inline. */
const contentSecurityPolicy = [
  "default-src 'none'",
  "script-src 'self'",
  "style-src 'self'",
  "img-src 'self' data:",
  "font-src 'self'",
  "connect-src 'none'",
  "frame-src 'none'",
  "object-src 'none'",
  "base-uri 'none'",
  "form-action 'none'",
  "frame-ancestors 'none'",
  "require-trusted-types-for 'script'",
].join('; ')

/** Must run before the app is ready. */
export function registerAppScheme(): void {
  protocol.registerSchemesAsPrivileged([{ scheme: 'app', privileges: { standard: true, secure: true } }])
}

/** Serves files of one folder to GET requests; anything else is 404. */
export function serveApp(folder: string): void {
  protocol.handle('app', async (request) => {
    const path = request.method === 'GET' ? resolveAsset(folder, request.url) : null
    if (!path) return new Response(null, { status: 404 })
    try {
      return new Response(await readFile(path), {
        headers: {
          'Content-Type': mimeTypes[extname(path)] ?? 'application/octet-stream',
          'Content-Security-Policy': contentSecurityPolicy,
          'X-Content-Type-Options': 'nosniff',
        },
      })
    } catch {
      return new Response(null, { status: 404 })
    }
  })
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
