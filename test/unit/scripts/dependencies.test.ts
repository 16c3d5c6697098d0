import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { ensureDependencies, lockMatches, npmCommand } from '../../../scripts/lib/dependencies.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const lock = (version: string) => ({
  packages: {
    '': { name: 'app' },
    'node_modules/a': { version, integrity: `sha512-${version}` },
    'node_modules/for-windows': { version: '1.0.0', integrity: 'sha512-w', optional: true },
  },
})

function project(version: string) {
  const root = temporaryFolder()
  const lines: string[] = []
  const installs: string[] = []
  const writeLock = (wanted: string) =>
    writeFileSync(join(root, 'package-lock.json'), JSON.stringify(lock(wanted)))
  const writeInstalled = (text: string) => {
    mkdirSync(join(root, 'node_modules'), { recursive: true })
    writeFileSync(join(root, 'node_modules/.package-lock.json'), text)
  }
  writeLock(version)
  const ports = {
    say: (line: string) => lines.push(line),
    install: (folder: string) => {
      installs.push(folder)
      return Promise.resolve(0)
    },
  }
  return { root, lines, installs, writeLock, writeInstalled, ports }
}

describe('ensureDependencies', () => {
  it('installs once in a bare clone, and says so', async () => {
    const { root, lines, installs, ports } = project('1.0.0')
    await ensureDependencies(root, ports)
    await ensureDependencies(root, ports)
    expect(installs).toEqual([root])
    expect(lines).toEqual(['The dependencies are not installed yet: running npm ci (about half a minute).'])
  })

  it('accepts what someone else has installed from the same lock file', async () => {
    const { root, installs, writeInstalled, ports } = project('1.0.0')
    writeInstalled(JSON.stringify(lock('1.0.0')))
    await ensureDependencies(root, ports)
    expect(installs).toEqual([])
  })

  it('installs again when the lock file has changed', async () => {
    const { root, lines, installs, writeInstalled, writeLock, ports } = project('1.0.0')
    writeInstalled(JSON.stringify(lock('1.0.0')))
    await ensureDependencies(root, ports)
    writeLock('1.0.1')
    await ensureDependencies(root, ports)
    expect(installs).toEqual([root])
    expect(lines[0]).toContain('differ from package-lock.json')
  })

  it('installs again when the record of what is installed cannot be read', async () => {
    const { root, installs, writeInstalled, ports } = project('1.0.0')
    writeInstalled('{"packages":')
    await ensureDependencies(root, ports)
    expect(installs).toEqual([root])
  })

  it('fails with one sentence, and tries again the next time', async () => {
    const { root, installs, ports } = project('1.0.0')
    const failing = { ...ports, install: () => Promise.resolve(1) }
    await expect(ensureDependencies(root, failing)).rejects.toThrow('npm ci ended with code 1')
    await ensureDependencies(root, ports)
    expect(installs).toEqual([root])
  })

  it('explains that npm is missing', async () => {
    const { root, ports } = project('1.0.0')
    const failing = { ...ports, install: () => Promise.reject(new Error('spawn npm ENOENT')) }
    await expect(ensureDependencies(root, failing)).rejects.toThrow(
      'npm could not be started (spawn npm ENOENT)',
    )
  })
})

describe('lockMatches', () => {
  it('lets packages for other systems be absent, but not differ', () => {
    const { 'node_modules/for-windows': other, ...here } = lock('1.0.0').packages
    expect(lockMatches(lock('1.0.0'), { packages: here })).toBe(true)
    expect(
      lockMatches(lock('1.0.0'), {
        packages: { ...here, 'node_modules/for-windows': { ...other, version: '2' } },
      }),
    ).toBe(false)
  })

  it('wants nothing else installed, nothing missing and nothing with another content', () => {
    const { packages } = lock('1.0.0')
    expect(lockMatches(lock('1.0.0'), { packages: { ...packages, 'node_modules/b': {} } })).toBe(false)
    expect(lockMatches(lock('1.0.0'), { packages: {} })).toBe(false)
    const changed = { ...packages, 'node_modules/a': { version: '1.0.0', integrity: 'sha512-x' } }
    expect(lockMatches(lock('1.0.0'), { packages: changed })).toBe(false)
  })
})

describe('npmCommand', () => {
  it('uses the npm that started the script, on the Node it ran on', () => {
    const npm = join(temporaryFolder(), 'npm-cli.js')
    writeFileSync(npm, '')
    expect(npmCommand({ npm_execpath: npm, npm_node_execpath: '/usr/bin/node' })).toEqual([
      '/usr/bin/node',
      npm,
    ])
  })

  it('uses the one on PATH otherwise', () => {
    expect(npmCommand({ npm_execpath: '/somewhere/yarn.js' }).at(-1)).toBe('npm')
  })
})
