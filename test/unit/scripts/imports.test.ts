import { mkdirSync, writeFileSync } from 'node:fs'
import { dirname, join } from 'node:path'
import { describe, expect, it } from 'vitest'
import rules from '../../../.dependency-cruiser.mjs'
import { findLongFiles } from '../../../scripts/checks/file-sizes.mjs'
import { checkImports } from '../../../scripts/checks/imports.mjs'
import { temporaryFolder } from './temporary-folder.ts'

function plant(files: Record<string, string>) {
  const root = temporaryFolder()
  for (const [name, text] of Object.entries(files)) {
    mkdirSync(dirname(join(root, name)), { recursive: true })
    writeFileSync(join(root, name), text)
  }
  return root
}

const packages = {
  'package.json': JSON.stringify({
    dependencies: { zod: '1' },
    devDependencies: { electron: '1', react: '1' },
  }),
  ...Object.fromEntries(
    ['zod', 'electron', 'react'].flatMap((name) => [
      [`node_modules/${name}/package.json`, JSON.stringify({ name, main: 'index.js' })],
      [`node_modules/${name}/index.js`, ''],
    ]),
  ),
}

/** A small tree in which everything is as it should be. */
const good = {
  ...packages,
  'src/shared/ipc/bridge.ts': 'export interface Bridge { call: string }',
  'src/shared/model.ts': `import { z } from 'zod'\nexport const model = z`,
  'src/preload/index.ts': `import { app } from 'electron'\nimport type { Bridge } from '../shared/ipc/bridge.ts'\nexport const b: Bridge = app`,
  'src/renderer/main.tsx': `import { useState } from 'react'\nimport { model } from '../shared/model.ts'\nexport const v = [useState, model]`,
  'src/main/index.ts': `import { app } from 'electron'\nimport './engine.ts'\nimport './electron/window.ts'\nexport const a = app`,
  'src/main/electron/window.ts': `import { BrowserWindow } from 'electron'\nexport const w = BrowserWindow`,
  'src/main/engine.ts': `import './providers/a.ts'\nimport './vault/db.ts'\nimport './services/tokens.ts'`,
  'src/main/engine-process.ts': `import './engine.ts'\nimport './practice/practice.ts'`,
  'src/main/providers/provider.ts': `import type { model } from '../../shared/model.ts'\nexport type P = typeof model\nexport const p = 1`,
  'src/main/providers/a.ts': `import type { P } from './provider.ts'\nimport '../lib/time.ts'\nexport const a: P | 1 = 1`,
  'src/main/vault/db.ts': `import type { P } from '../providers/provider.ts'\nexport const d: P | 1 = 1`,
  'src/main/services/tokens.ts': `import '../vault/db.ts'\nimport '../providers/a.ts'`,
  'src/main/practice/practice.ts': `import { createServer } from 'node:http'\nexport const s = createServer`,
  'src/main/lib/time.ts': `import '../../shared/model.ts'`,
}

const check = async (files: Record<string, string>): Promise<string[]> => {
  const { problems } = await checkImports(plant({ ...good, ...files }), rules)
  return problems
}

describe('the import rules', () => {
  it('accept a tree that keeps them, and have looked at all of it', async () => {
    const { problems, cruised } = await checkImports(plant(good), rules)
    expect(problems).toEqual([])
    expect(cruised).toBe(Object.keys(good).filter((name) => name.startsWith('src/')).length)
  })

  it.each([
    ['shared-only-zod', 'src/shared/model.ts', `import 'node:fs'`],
    ['shared-only-zod', 'src/shared/model.ts', `import '../main/lib/time.ts'`],
    ['preload-only-bridge', 'src/preload/index.ts', `import '../shared/model.ts'`],
    ['preload-only-bridge', 'src/preload/index.ts', `import 'node:fs'`],
    ['renderer-not-to-main', 'src/renderer/main.tsx', `import '../main/lib/time.ts'`],
    ['renderer-not-to-node', 'src/renderer/main.tsx', `import 'node:fs'`],
    ['electron-only-in-its-folder', 'src/renderer/main.tsx', `import 'electron'`],
    ['electron-only-in-its-folder', 'src/main/services/tokens.ts', `import type { App } from 'electron'`],
    ['main-and-preload-not-to-renderer', 'src/main/index.ts', `import '../renderer/main.tsx'`],
    ['providers-stand-alone', 'src/main/providers/a.ts', `import '../vault/db.ts'`],
    ['providers-stand-alone', 'src/main/providers/a.ts', `import '../practice/practice.ts'`],
    [
      'practice-shares-nothing',
      'src/main/practice/practice.ts',
      `import type { P } from '../providers/provider.ts'`,
    ],
    ['practice-shares-nothing', 'src/main/practice/practice.ts', `void import('../vault/db.ts')`],
    ['vault-not-to-providers', 'src/main/vault/db.ts', `import '../providers/a.ts'`],
    [
      'vault-only-provider-types',
      'src/main/vault/db.ts',
      `import { p } from '../providers/provider.ts'\nexport const q = p`,
    ],
    ['practice-only-started', 'src/main/engine.ts', `import './practice/practice.ts'`],
    ['lib-only-shared', 'src/main/lib/time.ts', `import '../practice/practice.ts'`],
    ['no-dev-dependency-in-main', 'src/main/services/tokens.ts', `import 'react'`],
    ['no-unresolvable', 'src/main/services/tokens.ts', `import './absent.ts'`],
  ])('%s: %s', async (rule, file, text) => {
    const problems = await check({ [file]: `${good[file as keyof typeof good]}\n${text}\n` })
    expect(problems.some((problem) => problem.startsWith(`${rule}: ${file}`))).toBe(true)
  })

  it('no-circular', async () => {
    const problems = await check({ 'src/main/vault/db.ts': `import '../services/tokens.ts'` })
    expect(problems).toContainEqual(expect.stringContaining('no-circular: '))
  })

  it('no-orphans', async () => {
    expect(await check({ 'src/main/services/alone.ts': 'export const x = 1' })).toEqual([
      'no-orphans: src/main/services/alone.ts',
    ])
  })

  it('src-not-to-test', async () => {
    const files = {
      'test/support/fake.ts': 'export const f = 1',
      'src/main/services/tokens.ts': `import '../../../test/support/fake.ts'`,
    }
    expect(await check(files)).toContain(
      'src-not-to-test: src/main/services/tokens.ts -> test/support/fake.ts',
    )
  })

  it('fails for a file that was not looked at', async () => {
    const blind = { ...rules, options: { ...rules.options, exclude: { path: 'services' } } }
    const { problems } = await checkImports(plant(good), blind)
    expect(problems).toContain('not looked at: src/main/services/tokens.ts')
  })
})

describe('findLongFiles', () => {
  it('counts the lines of source files below the folders', () => {
    const root = plant({
      'src/a.ts': 'x\n'.repeat(5),
      'src/deep/b.tsx': 'x\n'.repeat(6),
      'src/data.json': 'x\n'.repeat(9),
      'other/c.ts': 'x\n'.repeat(9),
    })
    expect(findLongFiles(root, ['src', 'absent'], 5)).toEqual(['src/deep/b.tsx: 6 lines'])
  })
})
