import { fork } from 'node:child_process'
import { once } from 'node:events'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createEngine } from '../../src/main/engine.ts'
import { realAfter } from '../../src/main/lib/timer.ts'
import type { EnginePorts } from '../../src/main/ports.ts'
import { createWorkerKdf, lowestCost } from '../../src/main/vault/kdf.ts'
import { createVault } from '../../src/main/vault/vault.ts'
import { type Client, createClient } from '../../src/shared/ipc/client.ts'
import { type KindId, kindIds } from '../../src/shared/model/kind.ts'
import type { Result } from '../../src/shared/result.ts'
import { plainRefresh } from './plain-refresh.ts'
import type { FleetMessage, FleetServer, SentRequest } from './practice-fleet.ts'

// npm run bench: the engine reads many servers in one go, against a plain script that sends the same requests with the
// same concurrency, parses the answers and inserts the rows into plain SQLite. Both are timed in turns in one run.

const serverCount = Number(process.env['LATCHKEY_BENCH_SERVERS'] ?? 50)
const tokensEach = 200
const rounds = Number(process.env['LATCHKEY_BENCH_ROUNDS'] ?? 5)
const target = 1.3
const password = () => new TextEncoder().encode('only for the benchmark')

const kinds = Array.from({ length: serverCount }, (_, index) => kindIds[index % kindIds.length] as KindId)
const mix = kindIds.map((kind) => `${kinds.filter((each) => each === kind).length} ${kind}`).join(', ')
const folder = mkdtempSync(join(tmpdir(), 'latchkey-bench-'))

const ports: EnginePorts = {
  appVersion: '0.0.0-bench',
  electronVersion: null,
  vaultFolder: join(folder, 'vault'),
  sqliteAddonPath: process.env['LATCHKEY_SQLITE_ADDON'] || null,
  now: Date.now,
  after: realAfter,
  random: Math.random,
  refreshEveryMs: null,
  proxyEnvironment: { https: null, http: null, no: null },
  deriveKey: createWorkerKdf(new URL('../../src/main/vault/argon2-worker.ts', import.meta.url)),
  newSlotCost: lowestCost,
  log: { info: () => undefined, error: (event, details) => console.error(event, details) },
  clipboard: null,
  practiceSwitch: null,
  isPractice: false,
  notice: null,
}

const child = fork(new URL('./practice-fleet.ts', import.meta.url))
const ask = async <T>(message: FleetMessage): Promise<T> => {
  child.send(message)
  const [answer] = (await once(child, 'message')) as [T]
  return answer
}

async function value<T>(result: Promise<Result<T>>): Promise<T> {
  const answer = await result
  if (!answer.ok) throw new Error(`${answer.error.code}: ${answer.error.message}`)
  return answer.value
}

/** The vault without a single row, as after adding the servers and before reading them. */
async function emptyRows(): Promise<void> {
  const vault = createVault(ports)
  await vault.unlock(password())
  vault.withDb(({ db }) => db.exec('DELETE FROM token'))
  await vault.lock()
}

async function timed<T>(work: () => Promise<T>): Promise<{ ms: number; cpuMs: number; result: T }> {
  globalThis.gc?.()
  const start = performance.now()
  const cpu = process.cpuUsage()
  const result = await work()
  const { user, system } = process.cpuUsage(cpu)
  return { ms: performance.now() - start, cpuMs: (user + system) / 1_000, result }
}

async function addServers(client: Client, fleet: readonly FleetServer[]): Promise<void> {
  for (const [index, { kind, url, fields, secret }] of fleet.entries()) {
    const name = `${kind} ${String(index).padStart(3, '0')}`
    const credential = new TextEncoder().encode(secret)
    await value(client.call('servers.add', { kind, name, url, fields: { ...fields }, secret: credential }))
  }
}

/** Time that passed, and of the processor within it: the machine may be busy with other things. */
const text = ({ ms, cpuMs }: { ms: number; cpuMs: number }) =>
  `${ms.toFixed(0)} ms (${cpuMs.toFixed(0)} processor)`

const median = (values: readonly number[]) =>
  values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN

async function measure(): Promise<number> {
  const fleet = await ask<FleetServer[]>({ do: 'start', kinds, tokens: tokensEach })
  const engine = createEngine(ports)
  const client = createClient(engine.bridge('test'))
  await value(client.call('vault.create', { password: password() }))
  await addServers(client, fleet)
  await ask({ do: 'mark' })
  await value(client.call('tokens.refresh', {}))
  const requests = await ask<SentRequest[][]>({ do: 'requests' })
  await engine.close()
  const sent = requests.reduce((sum, each) => sum + each.length, 0)
  console.log(`${serverCount} servers (${mix}) with ${tokensEach} tokens each; ${sent} requests per refresh`)

  const times = { plain: [] as number[], bare: [] as number[], first: [] as number[], next: [] as number[] }
  for (let round = 0; round <= rounds; round += 1) {
    const plain = await timed(() => plainRefresh(join(folder, `plain-${round}.db`), 'fetch', fleet, requests))
    const bare = await timed(() => plainRefresh(join(folder, `bare-${round}.db`), 'undici', fleet, requests))
    await emptyRows()
    const opened = createEngine(ports)
    const own = createClient(opened.bridge('test'))
    await value(own.call('vault.unlock', { password: password() }))
    const first = await timed(() => value(own.call('tokens.refresh', {})))
    const next = await timed(() => value(own.call('tokens.refresh', {})))
    const { total } = await value(own.call('tokens.query', { limit: 1 }))
    await opened.close()
    const failures = [...first.result.failures, ...next.result.failures]
    if (failures.length > 0) throw new Error(failures[0]?.message)
    if (total !== serverCount * tokensEach || plain.result !== total || bare.result !== total) {
      throw new Error(`${total} rows in the vault, ${plain.result} in the plain file`)
    }
    // The first round warms up.
    if (round === 0) continue
    times.plain.push(plain.ms)
    times.bare.push(bare.ms)
    times.first.push(first.ms)
    times.next.push(next.ms)
    console.log(
      `round ${round}: plain ${text(plain)}, with the bare library ${text(bare)}, engine ${text(first)} for new rows, ${text(next)} for known ones`,
    )
  }
  const plain = median(times.plain)
  const first = median(times.first)
  const next = median(times.next)
  console.log(
    `plain script ${plain.toFixed(0)} ms; engine ${first.toFixed(0)} ms, known rows ${next.toFixed(0)} ms`,
  )
  console.log(
    `against the bare HTTP library: ${(first / median(times.bare)).toFixed(2)}; known rows against the plain script: ${(next / plain).toFixed(2)}`,
  )
  const ratio = first / plain
  console.log(`refresh: ratio ${ratio.toFixed(2)}, target at most ${target}`)
  return ratio
}

try {
  const ratio = await measure()
  process.exitCode = ratio <= target ? 0 : 1
} finally {
  child.kill()
  rmSync(folder, { recursive: true, force: true })
}
