// Makes `electron <folder>` work with a runtime that came without Electron's own default app.
import { readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { pathToFileURL } from 'node:url'
import { app } from 'electron'

const folder = resolve(process.argv.slice(1).find((argument) => !argument.startsWith('-')) ?? '.')
const { productName, name, version, main } = JSON.parse(readFileSync(join(folder, 'package.json'), 'utf8'))
process.defaultApp = true
app.setAppPath(folder)
app.setName(productName ?? name)
app.setVersion(version)
await import(pathToFileURL(join(folder, main ?? 'index.js')).href)
