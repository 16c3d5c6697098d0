import { createHash } from 'node:crypto'
import { readdirSync, readFileSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, it } from 'vitest'
import {
  ensureAddonCopy,
  needsAddonCopy,
  patchAddon,
} from '../../../scripts/electron-runtime/sqlite-addon.mjs'
import { temporaryFolder } from './temporary-folder.ts'

const place = Buffer.from('f30f1efab80a000000c3', 'hex')
const code = (...parts: (Buffer | string)[]) => Buffer.concat(parts.map((part) => Buffer.from(part)))
const sha256 = (data: Buffer) => createHash('sha256').update(data).digest('hex')

describe('patchAddon', () => {
  it('changes the four bytes of the version and nothing else, in a copy', () => {
    const source = code('before', place, 'after')
    const before = Buffer.from(source)
    expect(patchAddon(source)).toEqual(code('before', Buffer.from('f30f1efab8ffffff7fc3', 'hex'), 'after'))
    expect(source).toEqual(before)
  })

  it.each([
    ['not at all', code('nothing here'), 'is not in it'],
    ['twice', code(place, 'between', place), 'more than once'],
  ])('refuses an addon that has the place %s', (_case, source, reason) => {
    expect(() => patchAddon(source)).toThrow(reason)
  })
})

describe('ensureAddonCopy', () => {
  function addon() {
    const folder = temporaryFolder()
    const source = join(folder, 'addon.node')
    const target = join(folder, 'cache/copy.node')
    const write = (content: Buffer) => {
      writeFileSync(source, content)
      return { source, target, sourceSha256: sha256(content) }
    }
    return { target, write }
  }

  it('writes the copy once and leaves it alone afterwards', () => {
    const { target, write } = addon()
    const options = write(code('one', place))
    ensureAddonCopy(options)
    const { ino, mtimeMs } = statSync(target)
    ensureAddonCopy(options)
    expect(readFileSync(target)).toEqual(patchAddon(code('one', place)))
    expect(statSync(target)).toMatchObject({ ino, mtimeMs })
    expect(readdirSync(join(target, '..'))).toEqual(['copy.node'])
  })

  it('writes it anew when the source has changed, and when someone has changed the copy', () => {
    const { target, write } = addon()
    ensureAddonCopy(write(code('one', place)))
    const options = write(code('two', place))
    ensureAddonCopy(options)
    expect(readFileSync(target)).toEqual(patchAddon(code('two', place)))
    writeFileSync(target, 'tampered')
    ensureAddonCopy(options)
    expect(readFileSync(target)).toEqual(patchAddon(code('two', place)))
  })

  it('refuses an unknown addon and a missing one', () => {
    const { write } = addon()
    const options = write(code('one', place))
    expect(() => ensureAddonCopy({ ...options, sourceSha256: undefined })).toThrow('is not the known one')
    expect(() => ensureAddonCopy({ ...options, source: `${options.source}.absent` })).toThrow(
      'is not installed',
    )
  })

  it('knows the addon of the installed package', () => {
    const source = 'node_modules/better-sqlite3-multiple-ciphers/prebuilds/linux-x64.node'
    const target = join(temporaryFolder(), 'copy.node')
    ensureAddonCopy({ source, target })
    const [original, copy] = [readFileSync(source), readFileSync(target)]
    expect(original.filter((byte, at) => byte !== copy[at])).toHaveLength(4)
  })
})

describe('needsAddonCopy', () => {
  it.each([
    ['33.4.11', true],
    ['34.0.0', true],
    ['35.0.0', false],
    ['45.4.1', false],
  ])('Electron %s: %s', (version, expected) => {
    expect(needsAddonCopy(version)).toBe(expected)
  })
})
