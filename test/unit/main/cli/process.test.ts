import { type ChildProcess, spawn } from 'node:child_process'
import { X509Certificate } from 'node:crypto'
import { openSync } from 'node:fs'
import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { text } from 'node:stream/consumers'
import { fileURLToPath } from 'node:url'
import { afterAll, beforeAll, describe, expect, onTestFinished, test } from 'vitest'
import { startPractice } from '../../../../src/main/practice/practice.ts'

const program = fileURLToPath(new URL('../../../../src/main/cli/index.ts', import.meta.url))
let home = ''
beforeAll(async () => {
  home = await mkdtemp(join(tmpdir(), 'latchkey-home-'))
})
afterAll(() => rm(home, { recursive: true }))

function raise(message: string): never {
  throw new Error(message)
}

type Stdio = 'pipe' | 'ignore' | number

function start(line: readonly string[], stdout: Stdio = 'pipe'): ChildProcess {
  return spawn(process.execPath, [program, ...line], {
    env: { PATH: process.env['PATH'], HOME: home, XDG_CONFIG_HOME: home },
    stdio: ['ignore', stdout, 'pipe'],
  })
}

async function finished(child: ChildProcess) {
  const [code, stdout, stderr] = await Promise.all([
    new Promise<number | null>((resolve) => child.once('close', resolve)),
    child.stdout ? text(child.stdout) : '',
    child.stderr ? text(child.stderr) : '',
  ])
  return { code, stdout, stderr }
}

describe('the program', () => {
  test('prints its version and exits 0', async () => {
    const result = await finished(start(['--version']))
    expect(result).toMatchObject({ code: 0, stderr: '' })
    expect(result.stdout).toMatch(/^\d+\.\d+\.\d+\n$/)
  })

  test('exits 2 for a wrong call, with one document on standard error', async () => {
    const result = await finished(start(['frob', '--json']))
    expect(result).toMatchObject({ code: 2, stdout: '' })
    expect(JSON.parse(result.stderr)).toMatchObject({ error: { code: 'invalid-input' } })
  })

  test.runIf(process.platform === 'linux')('a full disk under the output is told, and exits 1', async () => {
    const result = await finished(start(['--help'], openSync('/dev/full', 'w')))
    expect(result).toMatchObject({ code: 1, stderr: expect.stringContaining('storage-full') })
  })

  test('a reader that goes away is no trouble', async () => {
    const child = start(['--help'])
    child.stdout?.destroy()
    const [code, stderr] = await Promise.all([
      new Promise((resolve) => child.once('close', resolve)),
      child.stderr ? text(child.stderr) : '',
    ])
    expect([code, stderr]).toEqual([0, ''])
  })
})

describe('Ctrl-C', () => {
  test('ends a command that waits for a server with 130, and leaves the vault closed and whole', async () => {
    const practice = await startPractice({ now: Date.now, kinds: ['netbird'] })
    onTestFinished(() => practice.close())
    const { url, secret, control } = practice.servers['netbird'] ?? raise('no practice server')
    const [password, credential] = [join(home, 'password'), join(home, 'credential')]
    await writeFile(password, 'a long enough passphrase 4711\n', { mode: 0o600 })
    await writeFile(credential, `${secret}\n`, { mode: 0o600 })
    const common = ['--password-file', password, '--json']
    expect(await finished(start([...common, 'vault', 'create']))).toMatchObject({ code: 0 })
    const add = [
      'server',
      'add',
      '--kind',
      'netbird',
      '--name',
      'a',
      '--url',
      url,
      '--secret-file',
      credential,
    ]
    expect(await finished(start([...common, ...add]))).toMatchObject({ code: 0, stderr: '' })

    control.next({ do: 'hang' })
    const waiting = start([...common, 'token', 'list', '--refresh'])
    const ended = finished(waiting)
    await control.seen({})
    waiting.kill('SIGINT')
    const result = await ended
    expect(result).toMatchObject({ code: 130, stdout: '' })
    expect(JSON.parse(result.stderr)).toMatchObject({ error: { code: 'cancelled' } })
    const after = await finished(start([...common, 'vault', 'check']))
    expect(after).toMatchObject({ code: 0, stderr: '' })
  }, 120_000)
})

describe('the practice servers', () => {
  test.each(['SIGINT', 'SIGTERM'] as const)(
    'run until %s, and say where they are in one line',
    async (signal) => {
      const child = start(['practice'])
      const done = new Promise((resolve) => child.once('close', resolve))
      const lines: string[] = []
      if (!child.stdout) throw new Error('no output')
      for await (const line of createInterface({ input: child.stdout })) {
        lines.push(line)
        const servers = JSON.parse(line) as Record<string, { url: string; secret: string; control: string }>
        for (const { url, secret, control } of Object.values(servers)) {
          expect([typeof secret, (await fetch(control)).status]).toEqual(['string', 200])
          expect((await fetch(url)).status).toBeGreaterThanOrEqual(200)
        }
        expect(Object.keys(servers).length).toBeGreaterThan(0)
        child.kill(signal)
      }
      expect([await done, lines.length]).toEqual([0, 1])
    },
  )

  test('with TLS tell their certificates and fingerprints in the same line', async () => {
    const child = start(['practice', '--tls'])
    const done = new Promise((resolve) => child.once('close', resolve))
    if (!child.stdout) throw new Error('no output')
    for await (const line of createInterface({ input: child.stdout })) {
      const servers = JSON.parse(line) as Record<
        string,
        Record<'url' | 'fingerprint' | 'certificate', string>
      >
      for (const { url, fingerprint, certificate } of Object.values(servers)) {
        expect(url).toMatch(/^https:/)
        expect(new X509Certificate(certificate).fingerprint256).toBe(fingerprint)
      }
      child.kill('SIGINT')
    }
    expect(await done).toBe(0)
  })
})
