import { type ChildProcess, fork } from 'node:child_process'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import type { HttpLimits } from '../../src/main/providers/http.ts'
import { type ErrorCode, errorGroups } from '../../src/shared/errors.ts'
import type { Input, MethodName, Output } from '../../src/shared/ipc/contract.ts'
import { kindIds } from '../../src/shared/model/kind.ts'
import type { Server } from '../../src/shared/model/server.ts'
import type { Result } from '../../src/shared/result.ts'
import { startTrap } from '../contract/practice-session.ts'
import { runCli } from '../support/cli-host.ts'
import type { HostileCall, HostileReport } from '../support/hostile-client.ts'
import { type HostileServer, startHostileServer } from '../support/hostile-server.ts'
import { type HostileCase, hostileCases, type TwistedCase, twistedCases } from '../support/hostilities.ts'
import { bytes, password, temporaryFolder } from '../support/ports.ts'
import { createFields, practiceServers } from '../support/practice.ts'
import { listHandlers } from '../unit/main/cli/records.ts'

// docs/vault-security.md §8.4. The short form plays every line to one kind each, by the seed; LATCHKEY_HOSTILE=full plays
// every line to every kind, with the deadlines of real life.

const isFull = process.env['LATCHKEY_HOSTILE'] === 'full'
const seed = Number(process.env['LATCHKEY_SEED'] ?? Math.floor(Math.random() * 1_000))
const limits: Partial<HttpLimits> = isFull
  ? {}
  : { totalMs: 800, connectMs: 800, headersMs: 300, bodyMs: 300, repeats: 1 }
const mostMs = 30_000
const mostMiB = 64
/** Of the process' own computing time: what other programs take from it is not its fault. */
const mostGapMs = 500

interface Measured<T> extends HostileReport {
  readonly result: Result<T>
}

/** An engine in a process of its own. */
class Client {
  readonly #child: ChildProcess
  readonly #waiting = new Map<number, (report: HostileReport) => void>()
  #next = 0

  private constructor(child: ChildProcess) {
    this.#child = child
    child.on('message', (report: HostileReport) => {
      this.#waiting.get(report.id)?.(report)
      this.#waiting.delete(report.id)
    })
  }

  static async start(): Promise<Client> {
    const script = fileURLToPath(new URL('../support/hostile-client.ts', import.meta.url))
    const args = [join(temporaryFolder(), 'vault'), JSON.stringify(limits)]
    const child = fork(script, args, { execArgv: ['--expose-gc'], serialization: 'advanced' })
    onTestFinished(() => void child.kill('SIGKILL'))
    await new Promise<void>((resolve, reject) => {
      child.once('message', () => resolve())
      child.once('exit', (code) => reject(new Error(`the client ended with code ${code}`)))
    })
    return new Client(child)
  }

  /** What the process has now is what it may have. */
  async begin(): Promise<void> {
    await this.#send('baseline', undefined, true)
  }

  async measure<M extends MethodName>(method: M, input: Input<M>): Promise<Measured<Output<M>>> {
    // The engine's router has parsed it.
    return (await this.#send(method, input, true)) as Measured<Output<M>>
  }

  #send(method: string, input: unknown, isMeasured: boolean): Promise<HostileReport> {
    this.#next += 1
    const call: HostileCall = { id: this.#next, method, input, isMeasured }
    return new Promise((resolve, reject) => {
      const onExit = (code: number | null) => reject(new Error(`the client ended with code ${code}`))
      this.#child.once('exit', onExit)
      this.#waiting.set(call.id, (report) => {
        this.#child.off('exit', onExit)
        resolve(report)
      })
      this.#child.send(call)
    })
  }

  async value<M extends MethodName>(method: M, input: Input<M>): Promise<Output<M>> {
    // As above.
    const { result } = (await this.#send(method, input, false)) as Measured<Output<M>>
    if (!result.ok) throw new Error(`${method}: ${result.error.code} ${result.error.message}`)
    return result.value
  }
}

interface Opponent {
  readonly kind: string
  readonly server: HostileServer
  readonly secret: string
  readonly owner: string
}

async function setting() {
  const practice = await practiceServers()
  const client = await Client.start()
  await client.value('vault.create', { password: bytes(password) })
  const opponents: Opponent[] = []
  for (const kind of kindIds) {
    const real = practice.servers[kind]
    if (!real) throw new Error(`no practice server for ${kind}`)
    const server = await startHostileServer(real.url)
    const { url } = server
    const { fields, secret } = real
    await client.value('servers.add', { kind, name: kind, url, fields: { ...fields }, secret: bytes(secret) })
    const owners = await client.value('owners.list', { server: kind })
    const owner = owners.find(({ manageable }) => manageable)?.id ?? ''
    opponents.push({ kind, server, secret, owner })
  }
  // Everything that is loaded on first use is there before anything is measured.
  await client.value('tokens.refresh', {})
  await client.begin()
  return { client, opponents, secrets: opponents.map(({ secret }) => secret) }
}

/** The kinds that a line is played to. */
const played = <T>(index: number, all: readonly T[]): readonly T[] =>
  isFull ? all : all.filter((_, at) => at === (index + seed) % all.length)

function assertBounds(name: string, report: HostileReport): void {
  const { ms, grownMiB, gapMs, isPolluted } = report
  expect.soft(ms, `${name}: time`).toBeLessThan(mostMs)
  expect.soft(grownMiB, `${name}: memory`).toBeLessThan(mostMiB)
  expect.soft(gapMs, `${name}: event loop`).toBeLessThan(mostGapMs)
  expect.soft(isPolluted, `${name}: prototype`).toBe(false)
}

/** Line ends are ours; every other control character, and whatever is not seen or turns text around, is not. */
const unsafe = /[^\P{Cc}\n]|[\p{Cf}\p{Cs}\p{Zl}\p{Zp}]/u

function assertPlain(name: string, texts: readonly (string | null | undefined)[]): void {
  for (const text of texts) if (text) expect.soft(text, `${name}: text`).not.toMatch(unsafe)
}

const worst = { ms: 0, grownMiB: 0, gapMs: 0 }
function note(report: HostileReport): void {
  worst.ms = Math.max(worst.ms, report.ms)
  worst.grownMiB = Math.max(worst.grownMiB, report.grownMiB)
  worst.gapMs = Math.max(worst.gapMs, report.gapMs)
}

test(`hostile answers cost neither time nor memory, hostile values are plain text, and the server is well again after them (seed ${seed}${isFull ? ', full' : ''})`, {
  timeout: isFull ? 3_600_000 : 120_000,
}, async () => {
  const trap = await startTrap()
  const { client, opponents, secrets } = await setting()

  const assertCode = (name: string, code: ErrorCode | undefined, { codes }: HostileCase) => {
    expect.soft(codes, `${name}: ended with ${code}`).toContain(code)
    if (code) expect.soft(errorGroups[code], `${name}: ${code}`).toBeOneOf([4, 1])
  }

  for (const [index, hostile] of hostileCases(trap.url).entries()) {
    for (const { kind, server, owner, secret } of played(index, opponents)) {
      const name = `${hostile.name}, ${kind}`
      server.turn(hostile.answer)
      const tested = await client.measure('servers.test', { server: kind })
      const refreshed = await client.measure('tokens.refresh', { server: kind })
      // The one request that makes something, after everything before it went well.
      server.turn(hostile.answer, ({ method }) => method === 'POST')
      const created = await client.measure('tokens.create', {
        server: kind,
        owner,
        fields: { ...createFields[kind] },
      })
      for (const report of [tested, refreshed, created]) {
        assertBounds(name, report)
        note(report)
      }
      assertCode(`${name}, test`, tested.result.ok ? tested.result.value.error?.code : undefined, hostile)
      if (refreshed.result.ok) {
        assertCode(`${name}, refresh`, refreshed.result.value.failures[0]?.code, hostile)
        assertPlain(
          name,
          refreshed.result.value.failures.map(({ message }) => message),
        )
      }
      expect.soft(created.result.ok, `${name}: create`).toBe(false)
      const creates = server.requests.filter(({ method }) => method === 'POST').length
      expect.soft(creates, `${name}: requests that create`).toBeLessThanOrEqual(1)
      const checks = tested.result.ok ? tested.result.value.checks : []
      assertPlain(
        name,
        checks.map(({ message }) => message),
      )
      // No other credential than its own, and none of them in what is told.
      for (const other of secrets) {
        if (other !== secret) expect.soft(JSON.stringify(server.requests)).not.toContain(other)
        expect.soft(JSON.stringify([tested.result, refreshed.result, created.result])).not.toContain(other)
      }
      server.turn(null)
      await assertWell(name, client, kind)
    }
  }
  const play = async ({ name: line, twist }: TwistedCase, { kind, server }: Opponent) => {
    const name = `${line}, ${kind}`
    server.twist(twist)
    const tested = await client.measure('servers.test', { server: kind })
    const refreshed = await client.measure('tokens.refresh', { server: kind })
    for (const report of [tested, refreshed]) {
      assertBounds(name, report)
      note(report)
      expect.soft(report.result.ok, name).toBe(true)
    }
    const codes = [
      tested.result.ok ? tested.result.value.error?.code : undefined,
      ...(refreshed.result.ok ? refreshed.result.value.failures.map(({ code }) => code) : []),
    ]
    for (const code of codes) {
      if (code !== undefined) expect.soft(errorGroups[code], `${name}: ${code}`).toBe(4)
    }
    await assertShownPlainly(name, client, kind)
    server.turn(null)
    await assertWell(name, client, kind)
  }
  for (const [index, twisted] of twistedCases.entries()) {
    for (const opponent of played(index, opponents)) await play(twisted, opponent)
  }
  expect(trap.hits).toEqual([])
  console.log(
    `hostile: at most ${worst.ms.toFixed(0)} ms, ${worst.grownMiB.toFixed(0)} MiB, gap ${worst.gapMs.toFixed(0)} ms`,
  )
})

/** After several requests that ran out of time nothing is sent for a second. */
function assertWell(name: string, client: Client, kind: string): Promise<void> {
  return vi.waitFor(
    async () => {
      const { failures } = await client.value('tokens.refresh', { server: kind })
      expect(failures, `${name}: well again`).toEqual([])
    },
    { timeout: 5_000, interval: 200 },
  )
}

/** Prints lists and details as the command line does, from what the engine has now. */
async function assertShownPlainly(name: string, client: Client, kind: string): Promise<void> {
  const { rows } = await client.value('tokens.query', { server: kind, limit: 5 })
  const servers: Server[] = await client.value('servers.list', undefined)
  const handlers = { ...listHandlers(rows), 'servers.list': () => servers }
  for (const line of [
    ['token', 'list'],
    ['server', 'list'],
  ]) {
    const { stdout, stderr } = await runCli(line, { handlers })
    assertPlain(name, [stdout, stderr])
  }
}
