import { describe, expect, test } from 'vitest'
import { AppError, type ErrorCode, errorGroups } from '../../../../src/shared/errors.ts'
import { errorOf, runCli, startCli } from '../../../support/cli-host.ts'
import { listHandlers, makeServer, makeToken, serverId } from './records.ts'

const wayOn = ' To go on, repeat the command with --yes.'
const servers = { 'servers.list': () => [makeServer()] }

describe('global options', () => {
  const places = [
    ['--json', 'token', 'list', '--server', 'office'],
    ['token', '--json', 'list', '--server', 'office'],
    ['token', 'list', '--json', '--server', 'office'],
    ['token', 'list', '--server', 'office', '--json'],
  ]
  test.each(places)('--json is taken anywhere: %s %s %s %s %s', async (...line) => {
    const result = await runCli(line, { handlers: listHandlers([makeToken()]) })
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(JSON.parse(result.stdout)).toEqual([makeToken()])
  })

  test('--vault is taken anywhere, and starts from the current folder', async () => {
    const before = await runCli(['--vault', 'x', 'server', 'list'], { handlers: servers })
    const after = await runCli(['server', 'list', '--vault=/y/z'], { handlers: servers })
    expect([before.folders, after.folders]).toEqual([['/work/x'], ['/y/z']])
  })

  test('without --vault it is the usual folder', async () => {
    const result = await runCli(['server', 'list'], { handlers: servers })
    expect(result.folders).toEqual(['/home/jane/.config/latchkey/vault'])
  })

  test('an empty --vault is a wrong call', async () => {
    const result = await runCli(['server', 'list', '--vault', '', '--json'], { handlers: servers })
    expect([result.code, errorOf(result)]).toMatchObject([2, { code: 'invalid-input', field: 'vault' }])
  })

  test('--password-file is taken anywhere and wins over the variable', async () => {
    const result = await runCli(['--password-file', 'other.txt', 'server', 'list'], {
      handlers: servers,
      files: { '/work/other.txt': 'other\n' },
    })
    expect(result.calls[1]?.input).toEqual({ password: new TextEncoder().encode('other') })
  })
})

describe('wrong calls', () => {
  const wrong: [string, string[], RegExp][] = [
    ['an unknown option', ['server', 'list', '--frob'], /unknown option '--frob'/i],
    ['an unknown command', ['server', 'frob'], /unknown command 'frob'/i],
    ['an unknown noun', ['frob'], /unknown command 'frob'/i],
    ['a missing argument', ['token', 'show'], /missing required argument 'id'/i],
    ['a missing option', ['owner', 'list'], /required option '--server <server>' not specified/i],
    ['a missing value', ['owner', 'list', '--server'], /option '--server <server>' argument missing/i],
    ['too many arguments', ['token', 'show', 'a', 'b'], /too many arguments/i],
    ['no verb', ['token'], /a command is missing/i],
    ['nothing at all', [], /a command is missing/i],
    ['a bad number', ['journal', 'list', '--limit', '0'], /whole number above 0/],
  ]
  test.each(wrong)('%s exits 2 with one document', async (_name, line, message) => {
    const result = await runCli([...line, '--json'])
    expect(result).toMatchObject({ code: 2, stdout: '', calls: [] })
    expect(errorOf(result)).toEqual({ code: 'invalid-input', message: expect.stringMatching(message) })
  })

  test('for a person the error is one sentence', async () => {
    const result = await runCli(['server', 'lst'])
    expect(result.stderr).toBe("error (invalid-input): Unknown command 'lst' (Did you mean list?)\n")
  })

  test('without a verb a person sees the help', async () => {
    const result = await runCli(['token'])
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(result.stderr).toMatch(
      /^Usage: latchkey token[\s\S]*error \(invalid-input\): A command is missing/,
    )
  })

  const marker = 'marker-7391'
  const careless: [string, string[]][] = [
    ['as an argument too many', ['token', 'store', 'id', marker]],
    ['as the value of an unknown option', ['server', 'list', `--password=${marker}`]],
    ['behind an unknown option', ['server', 'list', '--password', marker]],
    ['glued to an unknown letter', ['server', 'list', `-p${marker}`]],
    ['as a field without a name', ['token', 'update', 'id', '--field', marker]],
    ['as a field with an empty name', ['token', 'update', 'id', '--field', `=${marker}`]],
  ]
  test.each(careless)('a secret given %s is not repeated', async (_name, line) => {
    for (const result of [await runCli(line), await runCli([...line, '--json'])]) {
      expect(result.code).toBe(2)
      expect(result.stdout + result.stderr).not.toContain(marker)
    }
  })
})

describe('errors of the engine', () => {
  test.each(Object.entries(errorGroups))('%s exits %i', async (code, group) => {
    const handlers = {
      'servers.list': () => {
        throw new AppError(code as ErrorCode, 'Sentence.')
      },
    }
    const result = await runCli(['server', 'list', '--json'], { handlers })
    expect(result).toMatchObject({ code: group, stdout: '', closed: 1 })
    const message = `Sentence.${code === 'confirmation-missing' ? wayOn : ''}`
    expect(errorOf(result)).toEqual({ code, message })
    const human = await runCli(['server', 'list'], { handlers })
    expect(human).toMatchObject({ code: group, stdout: '', stderr: `error (${code}): ${message}\n` })
  })

  test('everything the engine says about the error is passed on', async () => {
    const data = {
      field: 'url',
      retryAfterMs: 1_500,
      id: serverId,
      servers: [{ id: serverId, name: 'office', code: 'rejected' as const, message: 'No.' }],
      checks: [{ check: 'reachable', ok: false, message: 'Refused.' }],
    }
    const handlers = {
      'servers.list': () => {
        throw new AppError('rate-limited', 'Slow down.', data)
      },
    }
    const json = await runCli(['server', 'list', '--json'], { handlers })
    expect(errorOf(json)).toEqual({ code: 'rate-limited', message: 'Slow down.', ...data })
    const human = await runCli(['server', 'list'], { handlers })
    expect(human.stderr.split('\n')).toEqual([
      'error (rate-limited): Slow down.',
      '  failed: reachable: Refused.',
      '  office (rejected): No.',
      '  The server asks to wait 2 s.',
      `  ID: ${serverId}`,
      '',
    ])
  })

  test('text of a server cannot drive the terminal', async () => {
    const handlers = {
      'servers.list': () => {
        throw new AppError('rejected', 'Bad \u001b]0;title\u0007 and \u202eright to left')
      },
    }
    const human = await runCli(['server', 'list'], { handlers })
    const json = await runCli(['server', 'list', '--json'], { handlers })
    for (const text of [human.stderr, json.stderr]) {
      // biome-ignore lint/suspicious/noControlCharactersInRegex: these are what must not be there
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202e]/)
    }
    expect(errorOf(json)).toMatchObject({ message: 'Bad \u001b]0;title\u0007 and \u202eright to left' })
  })

  test('an unexpected failure is internal and shows nothing of its cause', async () => {
    const failing = { createEngine: () => Promise.reject(new Error('marker-7391')) }
    const result = await runCli(['server', 'list', '--json'], failing)
    expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'internal' }])
    expect(result.stderr).not.toContain('marker-7391')
    const debugged = await runCli(['server', 'list'], { ...failing, env: { LATCHKEY_DEBUG: '1' } })
    expect(debugged.stderr).toContain('marker-7391')
  })

  test('a full disk under the output is an error', async () => {
    const failWrites = Object.assign(new Error('no space'), { code: 'ENOSPC' })
    const result = await runCli(['server', 'list', '--json'], { handlers: servers, failWrites })
    expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'storage-full' }])
  })
})

describe('the end of a run', () => {
  test('the engine is closed once, after a success and after a failure', async () => {
    const good = await runCli(['server', 'list'], { handlers: servers })
    const bad = await runCli(['server', 'list'])
    expect([good.closed, bad.closed]).toEqual([1, 1])
  })

  test('an engine that cannot close makes the run fail', async () => {
    const createEngine = () =>
      Promise.resolve({
        bridge: () => ({
          request: () => Promise.resolve({ ok: true as const, value: [] }),
          on: () => () => undefined,
        }),
        close: () => Promise.reject(new AppError('storage-full', 'The vault could not be closed.')),
      })
    const result = await runCli(['server', 'kinds', '--json'], { createEngine })
    expect([result.code, errorOf(result)]).toMatchObject([1, { code: 'storage-full' }])
  })

  test('Ctrl-C closes the engine, says so and exits 130', async () => {
    const asked = Promise.withResolvers<void>()
    const started = startCli(['server', 'list', '--json'], {
      handlers: {
        'servers.list': () => {
          asked.resolve()
          return new Promise(() => undefined)
        },
      },
    })
    await asked.promise
    started.interrupt()
    const result = await started.done
    expect(result).toMatchObject({ code: 130, stdout: '', closed: 1 })
    expect(errorOf(result)).toMatchObject({ code: 'cancelled' })
  })

  test('what answers after Ctrl-C is not printed', async () => {
    const asked = Promise.withResolvers<void>()
    const answer = Promise.withResolvers<ReturnType<typeof makeServer>[]>()
    const started = startCli(['server', 'list', '--json'], {
      handlers: {
        'servers.list': () => {
          asked.resolve()
          return answer.promise
        },
      },
    })
    await asked.promise
    started.interrupt()
    const result = await started.done
    answer.resolve([makeServer()])
    await new Promise((resolve) => setImmediate(resolve))
    expect([result.code, started.stdout()]).toEqual([130, ''])
  })
})
