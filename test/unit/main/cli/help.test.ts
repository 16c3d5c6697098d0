import { describe, expect, test } from 'vitest'
import { runCli } from '../../../support/cli-host.ts'

const now: Readonly<Record<string, readonly string[]>> = {
  vault: ['create', 'status', 'check'],
  server: ['add', 'edit', 'list', 'test', 'remove', 'revoke-temporary', 'kinds'],
  owner: ['list', 'create', 'delete'],
  token: [
    'list',
    'show',
    'create',
    'secret',
    'store',
    'update',
    'enable',
    'disable',
    'delete',
    'delete-all',
    'verify',
    'events',
    'examine',
    'confine',
    'scope',
    'purge',
  ],
  journal: ['list', 'verify'],
}
const later: Readonly<Record<string, readonly string[]>> = {
  vault: ['password', 'recover'],
  token: ['rotate', 'decode'],
  backup: ['create', 'verify', 'restore'],
  snapshot: ['list', 'restore'],
}
const pairs = (verbs: Readonly<Record<string, readonly string[]>>): [string, string][] =>
  Object.entries(verbs).flatMap(([noun, all]) => all.map((verb): [string, string] => [noun, verb]))

/** Help folds long lines; a comparison must not depend on where. */
const unfolded = (text: string): string => text.replace(/\s+/g, ' ')

describe('help', () => {
  test.each([['--help'], ['-h'], ['help']])(
    '%s names all nouns, in 80 columns, and exits 0',
    async (word) => {
      const result = await runCli([word])
      expect(result).toMatchObject({ code: 0, stderr: '' })
      for (const noun of ['vault', 'server', 'owner', 'token', 'journal', 'practice', 'backup', 'snapshot']) {
        expect(result.stdout).toMatch(new RegExp(`^  ${noun}\\b`, 'm'))
      }
      expect(Math.max(...result.stdout.split('\n').map((line) => line.length))).toBeLessThanOrEqual(80)
    },
  )

  test('it tells where the password comes from and what the exit codes mean', async () => {
    const { stdout } = await runCli(['help'])
    for (const word of ['--password-file', 'LATCHKEY_PASSWORD_FILE', '--vault', '--json', 'Exit codes']) {
      expect(stdout).toContain(word)
    }
  })

  test.each(pairs(now))('%s %s has a description, an example and the global options', async (noun, verb) => {
    const result = await runCli(['help', noun, verb])
    expect(result).toMatchObject({ code: 0, stderr: '', calls: [] })
    expect(result.stdout).toMatch(new RegExp(`^Usage: latchkey ${noun} ${verb}\\b`))
    expect(result.stdout).toMatch(new RegExp(`Example:\\n  latchkey ${noun} ${verb}\\b`))
    for (const option of ['--vault', '--password-file', '--json']) expect(result.stdout).toContain(option)
    const list = await runCli([noun, '--help'])
    expect(list.stdout).toMatch(new RegExp(`^  ${verb}\\b.+`, 'm'))
  })

  test.each(pairs(later))('%s %s is marked as not in this version', async (noun, verb) => {
    const { stdout } = await runCli([noun, '--help'])
    const line = unfolded(stdout).split(` ${verb} `).at(-1) ?? ''
    expect(line).toMatch(/^[^()]*\(not in this version\)/)
  })

  test('--version prints the version alone', async () => {
    expect(await runCli(['--version'])).toMatchObject({ code: 0, stdout: '9.9.9\n', stderr: '' })
  })
})

describe('verbs of later versions', () => {
  test.each(pairs(later))(
    '%s %s exits 1 with unsupported, whatever else is on the line',
    async (noun, verb) => {
      for (const rest of [[], ['x', 'y', '--yes', '--field', 'a=b', '--passphrase-file=f']]) {
        const result = await runCli([noun, verb, ...rest, '--json'])
        expect(result).toMatchObject({ code: 1, stdout: '', calls: [], questions: [] })
        expect(JSON.parse(result.stderr)).toMatchObject({ error: { code: 'unsupported' } })
      }
    },
  )

  test('a recovery code is not made yet, and no vault without it', async () => {
    const result = await runCli(['vault', 'create', '--recovery-code-out', 'code.txt', '--json'])
    expect(result).toMatchObject({ code: 1, calls: [] })
    expect(JSON.parse(result.stderr)).toMatchObject({ error: { code: 'unsupported' } })
  })
})
