import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { copyFileSync, mkdirSync, readFileSync, symlinkSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { ensurePackagedRuntime } from '../../../scripts/electron-runtime/npm-package.mjs'
import { temporaryFolder } from './temporary-folder.ts'

/** The runtime our tiny package carries, as it must look in the end. */
const runtimeFiles: Record<string, string> = {
  electron: '#!/bin/sh\necho tiny\n',
  LICENSE: 'licence text',
  'locales/en.pak': 'texts',
  version: '1.2.3',
}

/** What the archive of the package holds: two names differ, and there is another application in it. */
export const archiveFiles: Record<string, string> = {
  'their-app': runtimeFiles['electron']!,
  'LICENSE.electron.txt': runtimeFiles['LICENSE']!,
  'locales/en.pak': runtimeFiles['locales/en.pak']!,
  'package.json': '{"name":"their-app"}',
  'resources/app.asar': 'their code',
}

const sha = (algorithm: string, data: string | Buffer, encoding: 'hex' | 'base64') =>
  createHash(algorithm).update(data).digest(encoding)

function manifestFor(tarball: string) {
  const files = Object.entries(runtimeFiles).map(([name, text]) => [
    name,
    { bytes: text.length, sha256: sha('sha256', text, 'hex') },
  ])
  return {
    electron: '1.2.3',
    platform: 'linux',
    arch: 'x64',
    package: 'tiny-runtime',
    packageVersion: '9.9.9',
    integrity: `sha512-${sha('sha512', readFileSync(tarball), 'base64')}`,
    tarballBytes: 1_000_000,
    rename: { 'their-app': 'electron', 'LICENSE.electron.txt': 'LICENSE' },
    create: { version: '1.2.3' },
    neverExtract: ['package.json', 'resources/'],
    executable: ['electron'],
    files: Object.fromEntries(files),
  }
}

/** Options for one archive: `links` are symbolic links (name to target), `later` are files appended at its end. */
interface Archive {
  files?: Record<string, string>
  links?: Record<string, string>
  later?: Record<string, string>
  tarOptions?: string[]
}

function writeFiles(folder: string, files: Record<string, string>) {
  mkdirSync(folder, { recursive: true })
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(folder, name)), { recursive: true })
    writeFileSync(join(folder, name), text)
  }
}

/** A package in a folder of its own, with a cache beside it and a download that can be counted and cut off. */
export function fakePackage({ files = archiveFiles, links = {}, later = {}, tarOptions = [] }: Archive = {}) {
  const folder = temporaryFolder()
  writeFiles(join(folder, 'content/package'), files)
  for (const [name, target] of Object.entries(links))
    symlinkSync(target, join(folder, 'content/package', name))
  writeFiles(join(folder, 'later/package'), later)
  const tarball = join(folder, 'tiny.tar')
  execFileSync('tar', ['-cf', tarball, '-C', join(folder, 'content'), ...tarOptions, 'package'])
  execFileSync('tar', ['-rf', tarball, '-C', join(folder, 'later'), 'package'], { stdio: 'ignore' })
  execFileSync('gzip', [tarball])
  return served(folder, `${tarball}.gz`)
}

/** A package with this archive, and a cache that is empty yet. */
function served(folder: string, tarball: string) {
  const cacheDir = join(folder, 'cache')
  const state = { downloads: 0, online: true, lines: [] as string[] }
  const manifest = manifestFor(tarball)
  const fetchTarball = (_manifest: unknown, target: string) => {
    state.downloads += 1
    if (!state.online) return Promise.reject(new Error('network down'))
    copyFileSync(tarball, join(target, 'tiny.tgz'))
    return Promise.resolve(join(target, 'tiny.tgz'))
  }
  const say = (line: string) => state.lines.push(line)
  return {
    folder,
    cacheDir,
    runtime: join(cacheDir, 'electron-1.2.3-linux-x64'),
    manifest,
    fetchTarball,
    state,
    ensure: (): Promise<string> => ensurePackagedRuntime({ cacheDir, manifest, fetchTarball, say }),
  }
}
