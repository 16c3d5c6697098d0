import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'
import { describe, expect, onTestFinished, test } from 'vitest'
import { createEngine } from '../../src/main/engine.ts'
import type { PracticeOptions, PracticeServer } from '../../src/main/practice/practice.ts'
import { type AppErrorData, type ErrorCode, errorGroups } from '../../src/shared/errors.ts'
import type { Input } from '../../src/shared/ipc/contract.ts'
import { type KindId, kindIds } from '../../src/shared/model/kind.ts'
import type { Check } from '../../src/shared/model/server.ts'
import { errorOf, runCli } from '../support/cli-host.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { bytes, password, temporaryFolder, testPorts } from '../support/ports.ts'
import { practiceServers } from '../support/practice.ts'
import { facts } from './kind-facts.ts'

// Whatever is wrong when a server is added, the person is told which of these it is. The same table through the engine,
// as the window uses it, and through the command line.

type Trust = Input<'servers.add'>['trust']

/** What is typed in instead of the right thing. */
interface Typed {
  readonly url: string
  readonly secret: string
  readonly trust?: Trust
}

interface Row {
  readonly name: string
  readonly practice?: Partial<PracticeOptions>
  readonly typed: (server: PracticeServer, kind: KindId) => Typed | Promise<Typed>
  /** Codes it may end with; null = it is saved all the same. */
  readonly codes: readonly (ErrorCode | null)[]
  /** The line that says so. */
  readonly check: string
  readonly says: RegExp
}

const right = ({ url, secret }: PracticeServer): Typed => ({ url, secret })

async function closedPort(): Promise<number> {
  const server = createServer()
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  const { port } = server.address() as AddressInfo
  await new Promise((resolve) => {
    server.close(resolve)
  })
  return port
}

/** A web server that has a page for everything. */
async function startWebServer(status: number): Promise<string> {
  const server = createServer((_request, response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
    response.end('<!doctype html><title>Welcome</title>')
  })
  onTestFinished(() => {
    server.closeAllConnections()
    server.close()
  })
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve)
  })
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

/** Like the secret, but not it: every letter and digit is another one. */
const mistyped = (secret: string): string =>
  secret.slice(0, 4) +
  secret.slice(4).replace(/[a-y0-8]/gi, (letter) => String.fromCharCode(letter.charCodeAt(0) + 1))

const hour = 3_600_000

const rows: readonly Row[] = [
  {
    name: 'a wrong URL: there is no such host',
    typed: (server) => ({ ...right(server), url: 'https://nowhere.invalid' }),
    codes: ['unreachable'],
    check: 'reachable',
    says: /no address for the name in nowhere\.invalid/,
  },
  {
    name: 'a wrong port: nothing listens there',
    typed: async (server) => ({ ...right(server), url: `http://127.0.0.1:${await closedPort()}` }),
    codes: ['unreachable'],
    check: 'reachable',
    says: /Nothing answers at .*Check the port/,
  },
  {
    name: 'a wrong port: https where http is spoken',
    typed: (server) => ({ ...right(server), url: server.url.replace('http:', 'https:') }),
    codes: ['unreachable'],
    check: 'reachable',
    says: /does not speak https on this port/,
  },
  {
    name: 'a wrong path',
    typed: (server) => ({ ...right(server), url: `${server.url}/somewhere/else` }),
    // Where a server can have no path it is refused before anything is sent.
    codes: ['not-an-api', 'invalid-input'],
    check: 'product',
    says: /without a path|path of the URL|without \/api/,
  },
  {
    name: 'a web page instead of an API',
    typed: async (server) => ({ ...right(server), url: await startWebServer(200) }),
    codes: ['not-an-api'],
    check: 'product',
    says: /web page/,
  },
  {
    name: 'a web page that says 404',
    typed: async (server) => ({ ...right(server), url: await startWebServer(404) }),
    codes: ['not-an-api'],
    check: 'product',
    says: /web page/,
  },
  {
    name: 'a certificate of its own making',
    practice: { tls: 'self-signed' },
    typed: right,
    codes: ['untrusted'],
    check: 'certificate',
    says: /self-signed/,
  },
  {
    name: 'an expired certificate that is pinned',
    practice: { tls: 'expired' },
    typed: (server) => ({
      ...right(server),
      trust: { mode: 'pin', fingerprint: server.fingerprint ?? '', certificatePem: null },
    }),
    codes: ['untrusted'],
    check: 'certificate',
    says: /has expired/,
  },
  {
    name: 'another certificate than the pinned one',
    practice: { tls: 'self-signed' },
    typed: (server) => {
      const fingerprint = server.fingerprint ?? ''
      server.control.changeCertificate()
      return { ...right(server), trust: { mode: 'pin', fingerprint, certificatePem: null } }
    },
    codes: ['certificate-changed'],
    check: 'certificate',
    says: /another certificate/,
  },
  {
    name: 'a wrong credential',
    typed: (server) => ({ ...right(server), secret: mistyped(server.secret) }),
    codes: ['rejected'],
    check: 'credential',
    says: /token|credential|password/,
  },
  {
    name: 'too few rights',
    typed: (server, kind) => {
      server.control.setRole(facts[kind]?.noRights ?? [])
      return right(server)
    },
    codes: ['forbidden', null],
    check: 'rights',
    says: /role|right|privilege|PRIVILEGE|need oz_|may see the tokens of 1 of/,
  },
  {
    name: 'a clock that is three hours ahead',
    typed: (server) => {
      server.control.setClockOffset(3 * hour)
      return right(server)
    },
    codes: [null],
    check: 'clock',
    says: /clock is 180 minutes ahead/,
  },
  {
    name: 'a clock that is so far ahead that the credential has expired there',
    typed: (server) => {
      server.control.setClockOffset(100 * 365 * 24 * hour)
      return right(server)
    },
    codes: ['rejected', 'expired', null],
    check: 'clock',
    says: /clock is \d{8} minutes ahead/,
  },
]

/** What a person reads first: the first failed line, or the line that a row is about. An error without lines is one itself. */
function lineOf(row: Row, error: AppErrorData | null, checks: readonly Check[] = []): string | undefined {
  const own = checks.find(({ check }) => check === row.check)
  const failed = checks.find(({ ok }) => !ok)
  const line = row.check === 'clock' ? own : (failed ?? own)
  return line?.message ?? error?.message
}

async function prepare(row: Row, kind: KindId) {
  const practice = await practiceServers({ kinds: [kind], ...row.practice })
  const server = practice.servers[kind]
  if (!server) throw new Error(`no practice server for ${kind}`)
  return { server, typed: await row.typed(server, kind) }
}

describe.each(kindIds)('a server of the kind %s with', (kind) => {
  test.each(rows)('$name says so', async (row) => {
    const { server, typed } = await prepare(row, kind)
    const { client } = startEngine({ httpLimits: { totalMs: 5_000, repeats: 0 } })
    await value(client.call('vault.create', { password: bytes(password) }))
    const call = client.call('servers.add', {
      ...typed,
      kind,
      name: 'office',
      fields: { ...server.fields },
      secret: bytes(typed.secret),
    })
    const answer = await call
    const error = answer.ok ? answer.value.error : answer.error
    const checks = answer.ok ? answer.value.checks : answer.error.checks
    expect(row.codes).toContain(error?.code ?? null)
    expect(lineOf(row, answer.ok ? null : answer.error, checks)).toMatch(row.says)
    // What is not saved is not there, and what was typed is nowhere.
    expect(await value(client.call('servers.list'))).toHaveLength(answer.ok ? 1 : 0)
    expect(JSON.stringify(answer)).not.toContain(typed.secret)
  })

  test.each(rows)('$name says so on the command line', async (row) => {
    const { server, typed } = await prepare(row, kind)
    const vaultFolder = join(temporaryFolder(), 'vault')
    const ports = testPorts({ vaultFolder, httpLimits: { totalMs: 5_000, repeats: 0 } })
    const first = createEngine(ports)
    await first.bridge('test').request('vault.create', { password: bytes(password) })
    await first.close()
    const trust = typed.trust
    const fields = [
      ...Object.entries(server.fields).map(([name, text]) => `${name}=${text}`),
      ...(trust?.mode === 'pin' ? [`fingerprint=${trust.fingerprint}`] : []),
    ]
    const line = ['server', 'add', '--kind', kind, '--name', 'office', '--url', typed.url, '--json']
    const result = await runCli([...line, ...fields.flatMap((field) => ['--field', field])], {
      stdin: typed.secret,
      files: { '/work/password.txt': `${password}\n` },
      createEngine: async () => createEngine(ports),
    })
    if (result.code === 0) {
      expect(row.codes).toContain(null)
      const { checks } = JSON.parse(result.stdout) as { checks: Check[] }
      expect(lineOf(row, null, checks)).toMatch(row.says)
    } else {
      const error = errorOf(result) as AppErrorData
      expect(result.code).toBe(errorGroups[error.code])
      expect(row.codes).toContain(error.code)
      expect(lineOf(row, error, error.checks)).toMatch(row.says)
    }
    expect(result.stdout + result.stderr).not.toContain(typed.secret)
  })
})

test('a wrong clock of this computer is told, too, when it makes the server’s certificate look not valid yet', async () => {
  const practice = await practiceServers({ kinds: ['netbird'] })
  const server = practice.servers['netbird']
  if (!server) throw new Error('no practice server')
  const { client } = startEngine({ now: () => Date.now() - 5 * hour })
  await value(client.call('vault.create', { password: bytes(password) }))
  server.control.expireCredential()
  const error = await failure(
    client.call('servers.add', { kind: 'netbird', name: 'x', url: server.url, secret: bytes(server.secret) }),
  )
  expect(error.checks?.at(-1)).toMatchObject({
    check: 'clock',
    ok: false,
    message: expect.stringContaining('300 minutes ahead'),
  })
})
