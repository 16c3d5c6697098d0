import { readdirSync, readFileSync } from 'node:fs'
import { join, relative, resolve } from 'node:path'
import { describe, expect, test } from 'vitest'

const root = resolve(import.meta.dirname, '../..')

/** Paths of all source files below a folder, from the root. */
function sources(folder: string): string[] {
  return readdirSync(join(root, folder), { recursive: true, withFileTypes: true })
    .filter((entry) => entry.isFile() && /\.tsx?$/.test(entry.name))
    .map((entry) => relative(root, join(entry.parentPath, entry.name)))
}

const read = (path: string) => readFileSync(join(root, path), 'utf8')

/** What a file imports: static, side-effect and dynamic imports, as paths from the root or package names. */
function imports(path: string): string[] {
  const pattern = /(?:from\s+|import\s*\(\s*|import\s+)['"]([^'"]+)['"]/g
  return [...read(path).matchAll(pattern)].map(([, target = '']) =>
    target.startsWith('.') ? relative(root, resolve(root, path, '..', target)) : target,
  )
}

/** Who may import what: the longest prefix that fits a file decides. */
const rules: readonly [prefix: string, allowed: readonly string[]][] = [
  ['src/shared/', ['src/shared/', 'zod']],
  ['src/preload/', ['electron', 'src/shared/ipc/bridge.ts']],
  [
    'src/renderer/',
    [
      'src/renderer/',
      'src/shared/',
      'react',
      'react-dom',
      'zustand',
      'lucide-react',
      '@tanstack/react-virtual',
      '@zxcvbn-ts',
    ],
  ],
  ['src/renderer/ui/', ['src/renderer/ui/', 'src/shared/', 'react', 'lucide-react']],
  ['src/renderer/stores/', ['src/renderer/stores/', 'src/shared/', 'zustand']],
  ['src/main/lib/', ['src/main/lib/', 'src/shared/', 'node:']],
  ['src/main/providers/', ['src/main/providers/', 'src/main/lib/', 'src/shared/', 'zod', 'undici', 'node:']],
  ['src/main/practice/', ['src/main/practice/', 'node:']],
  [
    'src/main/vault/',
    [
      'src/main/vault/',
      'src/main/lib/',
      'src/main/ports.ts',
      'src/main/providers/provider.ts',
      'src/shared/',
      'better-sqlite3-multiple-ciphers',
      'hash-wasm',
      'zod',
      'node:',
    ],
  ],
  [
    'src/main/services/',
    [
      'src/main/services/',
      'src/main/providers/',
      'src/main/vault/',
      'src/main/lib/',
      'src/main/ports.ts',
      'src/shared/',
      'node:',
    ],
  ],
  ['src/main/rpc/', ['src/main/rpc/', 'src/main/lib/', 'src/shared/', 'node:']],
  [
    'src/main/electron/',
    [
      'src/main/electron/',
      'src/main/desktop/',
      'src/main/lib/',
      'src/shared/',
      'electron',
      'electron-store',
      'zod',
      'node:',
    ],
  ],
  [
    'src/main/desktop/',
    ['src/main/desktop/', 'src/main/lib/', 'src/main/ports.ts', 'src/shared/', 'zod', 'node:'],
  ],
  [
    'src/main/cli/',
    [
      'src/main/cli/',
      'src/main/lib/',
      'src/main/engine.ts',
      'src/main/ports.ts',
      'src/main/practice/practice.ts',
      'src/main/vault/kdf.ts',
      'src/shared/',
      'commander',
      'node:',
      'package.json',
    ],
  ],
  ['src/main/', ['src/', 'zod', 'node:', 'electron']],
]

const allowedFor = (path: string) =>
  rules.filter(([prefix]) => path.startsWith(prefix)).sort(([a], [b]) => b.length - a.length)[0]?.[1] ?? []

const fits = (target: string, allowed: readonly string[]) =>
  allowed.some((prefix) =>
    prefix.endsWith('/') || prefix.endsWith(':') || prefix.endsWith('.ts')
      ? target.startsWith(prefix)
      : target === prefix || target.startsWith(`${prefix}/`),
  )

describe('structure', () => {
  const files = sources('src')

  test('there is something to check', () => {
    expect(files.length).toBeGreaterThan(80)
    expect(imports('src/main/engine.ts')).toContain('src/main/vault/vault.ts')
  })

  test.each(files)('%s imports only what its folder may', (path) => {
    expect(imports(path).filter((target) => !fits(target, allowedFor(path)))).toEqual([])
  })

  test('the table refuses what it should', () => {
    expect(fits('electron', allowedFor('src/main/providers/http.ts'))).toBe(false)
    expect(fits('src/main/vault/vault.ts', allowedFor('src/renderer/App.tsx'))).toBe(false)
    expect(fits('src/main/providers/http.ts', allowedFor('src/main/practice/practice.ts'))).toBe(false)
  })

  test('a feature of the window imports no other feature', () => {
    const featureOf = (path: string) => /^src\/renderer\/features\/([^/]+)\//.exec(path)?.[1]
    const crossing = files.flatMap((path) =>
      imports(path)
        .filter((target) => featureOf(path) && featureOf(target) && featureOf(path) !== featureOf(target))
        .map((target) => `${path} -> ${target}`),
    )
    expect(crossing).toEqual([])
  })

  test('the window knows schemas as types only: their code would need eval, which it forbids', () => {
    const values = files.filter(
      (path) =>
        path.startsWith('src/renderer/') &&
        /^import (?!type\b)(?!\{ type [^,}]+(, type [^,}]+)* \})[^\n]*shared\/(model\/(?!caveat|data-path)|ipc\/(?!client))/m.test(
          read(path),
        ),
    )
    expect(values).toEqual([])
    // What it takes of the models as code has no schema, itself or further on.
    const plain = files.filter((path) => /^src\/shared\/model\/(caveat|data-path)/.test(path))
    expect(plain.length).toBeGreaterThan(2)
    const reached = plain.flatMap(imports).filter((target) => !plain.includes(target))
    expect([...new Set(reached)]).toEqual(['src/shared/text.ts'])
    expect(imports('src/shared/text.ts')).toEqual([])
  })

  test('raw colours stand in the tokens only', () => {
    const styles = readdirSync(join(root, 'src/renderer'), { recursive: true, encoding: 'utf8' })
      .filter((name) => name.endsWith('.css') && !name.endsWith('tokens.css'))
      .filter((name) =>
        /#[0-9a-f]{3,8}\b|rgba?\(/i.test(readFileSync(join(root, 'src/renderer', name), 'utf8')),
      )
    expect(styles).toEqual([])
  })

  test('practice servers are started by the command line and the engine’s process only', () => {
    const starting = files.filter(
      (path) =>
        !path.startsWith('src/main/practice/') &&
        imports(path).some((target) => target.startsWith('src/main/practice/')),
    )
    expect(starting.sort()).toEqual(['src/main/cli/index.ts', 'src/main/engine-process.ts'])
    for (const path of starting) {
      expect(imports(path).filter((target) => target.startsWith('src/main/practice/'))).toEqual([
        'src/main/practice/practice.ts',
      ])
    }
  })

  test('vendors are named in providers, practice and the kind model only', () => {
    const naming = files.filter(
      (path) =>
        /netbird|qumulo|onezone|onedata|astra/i.test(read(path)) &&
        !/^src\/main\/(providers|practice)\/|^src\/shared\/model\/kind\.ts$/.test(path),
    )
    expect(naming).toEqual([])
  })

  test('the column of secrets is touched by one module only', () => {
    const touching = files.filter((path) => /FROM secret\b|INTO secret\b/.test(read(path)))
    // A step of the tables moves the sealed bytes as they are.
    expect(touching.sort()).toEqual([
      'src/main/vault/migrations/004-longer-secrets.ts',
      'src/main/vault/tables/secrets.ts',
      'src/main/vault/tables/tokens.ts',
    ])
    // The inventory asks whether there is a row, never for what is in it.
    expect(read('src/main/vault/tables/tokens.ts')).not.toContain('sealed')
  })

  test('certificates are accepted unseen only where nothing is sent', () => {
    const unsafe = files.filter((path) => /rejectUnauthorized:\s*false/.test(read(path)))
    expect(unsafe).toEqual(['src/main/providers/trust-probe.ts'])
  })

  test('lists of a server’s JSON are given up at their first bad item', () => {
    const schemas = files.filter((path) => /^src\/main\/providers\/kinds\/.*schema\.ts$/.test(path))
    expect(schemas.length).toBeGreaterThan(2)
    expect(schemas.filter((path) => /\.array\((?!z\.unknown\(\)\))/.test(read(path)))).toEqual([])
  })

  test('no copy of the database leaves its encryption', () => {
    const calls = files.filter((path) => /\.(serialize|backup|rekey)\(/.test(read(path)))
    expect(calls).toEqual([])
  })

  test('no file is over 400 lines', () => {
    const long = [...files, ...sources('test'), ...sources('scripts')].filter(
      (path) => read(path).split('\n').length > 401,
    )
    expect(long).toEqual([])
  })
})
