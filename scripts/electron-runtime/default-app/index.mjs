// Makes `electron <folder>` work with a runtime that came without Electron's own default app.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const { productName, name, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
Object.assign(process, { defaultApp: true })
const { setAppPath, setVersion } = /** @type {any} The typings leave out what only a default app calls. */ (
  app
)
setAppPath.call(app, folder)
setVersion.call(app, version)
app.setName(productName ?? name)
await import(pathToFileURL(join(folder, main ?? 'index.js')).href)
