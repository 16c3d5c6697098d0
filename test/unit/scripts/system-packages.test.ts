import { describe, expect, it } from 'vitest'
import { ELECTRON_PACKAGES, ensureSystemPackages } from '../../../scripts/lib/system-packages.mjs'

/** A system with these packages installed and these known to apt under a newer name. */
function system({ installed = [] as string[], renamed = [] as string[], isRoot = true, aptCode = 0 } = {}) {
  const lines: string[] = []
  const executed: string[][] = []
  const query = (command: string) =>
    Promise.resolve(
      command === 'dpkg-query'
        ? {
            code: 0,
            stdout: [...installed.map((name) => `installed ${name}`), 'config-files xvfb', ''].join('\n'),
          }
        : {
            code: 0,
            stdout: renamed.map((name) => ` ${name} | 1.0 | http://mirror/debian stable/main\n`).join(''),
          },
    )
  const execute = (command: string, args: string[]) => {
    executed.push([command, ...args])
    return Promise.resolve(aptCode)
  }
  const ports = { query, execute, say: (line: string) => lines.push(line), platform: 'linux', isRoot }
  return { lines, executed, ports }
}

describe('ensureSystemPackages', () => {
  it('says and does nothing when everything is there', async () => {
    const { lines, executed, ports } = system({ installed: ELECTRON_PACKAGES })
    await ensureSystemPackages(ELECTRON_PACKAGES, ports)
    expect([lines, executed]).toEqual([[], []])
  })

  it('installs as root what is missing, with one look at the package lists', async () => {
    const { lines, executed, ports } = system({ installed: ['libnss3'] })
    await ensureSystemPackages(['xvfb', 'libnss3', 'libgbm1'], ports)
    expect(lines).toEqual(['Installing system packages: xvfb libgbm1'])
    expect(executed).toEqual([
      ['apt-get', '-qq', 'update'],
      ['apt-get', '-qq', 'install', '-y', '--no-install-recommends', 'xvfb', 'libgbm1'],
    ])
  })

  it('knows the packages that newer releases call "...t64"', async () => {
    const { executed, ports } = system({ installed: ['libcups2t64'], renamed: ['libgtk-3-0t64'] })
    await ensureSystemPackages(['libcups2', 'libgtk-3-0', 'libnss3'], ports)
    expect(executed.at(-1)?.slice(-2)).toEqual(['libgtk-3-0t64', 'libnss3'])
  })

  it('prints the one line to run for anyone else', async () => {
    const { lines, executed, ports } = system({ isRoot: false })
    await ensureSystemPackages(['xvfb', 'libnss3'], ports)
    expect(executed).toEqual([])
    expect(lines).toEqual([
      'Some system packages are missing. If the window does not open, run: ' +
        'sudo apt-get update && sudo apt-get install -y --no-install-recommends xvfb libnss3',
    ])
  })

  it('goes on when the installation fails, and says so', async () => {
    const { lines, ports } = system({ aptCode: 100 })
    await ensureSystemPackages(['xvfb'], ports)
    expect(lines.at(-1)).toContain('going on without them')
  })

  it('leaves systems without dpkg alone', async () => {
    const { executed, ports } = system()
    await ensureSystemPackages(['xvfb'], {
      ...ports,
      query: () => Promise.resolve({ code: 127, stdout: '' }),
    })
    await ensureSystemPackages(['xvfb'], { ...ports, platform: 'darwin' })
    expect(executed).toEqual([])
  })
})
