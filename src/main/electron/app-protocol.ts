import { readFile } from 'node:fs/promises'
import { extname } from 'node:path'
import { protocol } from 'electron'
import { mimeTypes, resolveAsset } from './app-assets.ts'

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
