import { existsSync, mkdirSync, readdirSync, statSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { expect, test } from 'vitest'
import { createPracticeFolders } from '../../../../src/main/desktop/practice-folders.ts'
import { temporaryFolder } from '../../../support/ports.ts'

test('each practice has a fresh folder of its own, which goes with everything in it', async () => {
  const parent = temporaryFolder()
  const errors: unknown[] = []
  const folders = createPracticeFolders(parent, (error) => errors.push(error))
  const first = await folders.create()
  const second = await folders.create()
  expect(first).not.toBe(second)
  expect(statSync(first).mode & 0o777).toBe(0o700)
  mkdirSync(join(first, 'vault'))
  writeFileSync(join(first, 'vault', 'vault.db'), 'x')
  await folders.remove(first)
  await folders.remove(first)
  expect(existsSync(first)).toBe(false)
  expect(existsSync(second)).toBe(true)
  expect(errors).toEqual([])
})

test('what an earlier run left is removed before a new practice begins, and nothing else', async () => {
  const parent = temporaryFolder()
  mkdirSync(join(parent, 'practice-old', 'vault'), { recursive: true })
  mkdirSync(join(parent, 'vault'))
  writeFileSync(join(parent, 'settings.json'), '{}')
  const folders = createPracticeFolders(parent, () => undefined)
  const fresh = await folders.create()
  expect(readdirSync(parent).sort()).toEqual(
    [fresh.slice(parent.length + 1), 'settings.json', 'vault'].sort(),
  )
})

test('a parent that is not there is an error of the practice only', async () => {
  const errors: unknown[] = []
  const folders = createPracticeFolders(join(temporaryFolder(), 'nothing'), (error) => errors.push(error))
  await expect(folders.create()).rejects.toMatchObject({ code: 'ENOENT' })
  expect(errors).toHaveLength(1)
})
