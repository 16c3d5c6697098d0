import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { createInterface } from 'node:readline'
import { fileURLToPath } from 'node:url'
import { expect, test } from 'vitest'
import { startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { allTokens, freeOwner, unlockedSetting } from '../support/practice.ts'

const rounds = Number(process.env['LATCHKEY_KILLS'] ?? 6)
const seed = Number(process.env['LATCHKEY_SEED'] ?? Math.floor(Math.random() * 2 ** 31))
const isCreate = { method: 'POST', path: /tokens$/ } as const

/** Small and repeatable; quality does not matter here. */
function createRandom(start: number): () => number {
  let state = start >>> 0
  return () => {
    state = (Math.imul(state, 1_664_525) + 1_013_904_223) >>> 0
    return state / 2 ** 32
  }
}

function startLoop(
  folder: string,
  owner: string,
): { child: ChildProcess; stored: string[]; ready: Promise<void> } {
  const child = spawn(
    process.execPath,
    [fileURLToPath(new URL('../support/create-loop.ts', import.meta.url)), folder, 'netbird', owner],
    { stdio: ['ignore', 'pipe', 'inherit'] },
  )
  const stored: string[] = []
  const ready = new Promise<void>((resolve, reject) => {
    child.once('exit', (code) => reject(new Error(`the loop ended by itself with code ${code}`)))
    createInterface({ input: child.stdout }).on('line', (line) => {
      const [word, id] = line.split(' ')
      if (word === 'ready') resolve()
      if (word === 'stored' && id) stored.push(id)
    })
  })
  return { child, stored, ready }
}

test(`killed ${rounds} times during a loop of creates: no acknowledged secret is lost, nothing is created twice (seed ${seed})`, {
  timeout: 30_000 + rounds * 10_000,
}, async () => {
  const random = createRandom(seed)
  const setting = await unlockedSetting()
  const owner = await freeOwner(setting, 'netbird')
  const { control } = setting.server('netbird')
  const original = new Set(control.issued().keys())
  await setting.engine.close()
  const acknowledged: string[] = []

  for (let round = 0; round < rounds; round += 1) {
    const { child, stored, ready } = startLoop(setting.ports.vaultFolder, owner)
    const exited = once(child, 'exit')
    await ready
    const creates = 1 + Math.floor(random() * 4)
    for (let count = 0; count < creates; count += 1) await control.seen(isCreate)
    // From the middle of the request to some creates later.
    await new Promise((resolve) => setTimeout(resolve, random() * 40))
    child.kill('SIGKILL')
    await exited
    acknowledged.push(...stored)

    const after = startEngine({ vaultFolder: setting.ports.vaultFolder })
    await value(after.client.call('vault.unlock', { password: bytes(password) }))
    // A kill between the row and the request leaves a create that was never sent: it stays open for a while.
    expect((await value(after.client.call('tokens.pending'))).length).toBeLessThanOrEqual(round + 1)
    await value(after.client.call('tokens.refresh', { server: 'netbird' }))
    const rows = await allTokens(after, { server: 'netbird', owner })
    for (const remoteId of acknowledged) {
      const row = rows.find((candidate) => candidate.remoteId === remoteId)
      expect(row).toMatchObject({ hasSecret: true, orphan: false })
      const { secret } = await value(after.client.call('tokens.reveal', { id: row?.id ?? '' }))
      expect(new TextDecoder().decode(secret)).toBe(control.issued().get(remoteId))
    }
    // Every token the loop made is there: with its secret, or shown as an orphan. None is silently without.
    const made = [...control.issued().keys()].filter((id) => !original.has(id))
    for (const remoteId of made) {
      const row = rows.find((candidate) => candidate.remoteId === remoteId)
      expect(row && (row.hasSecret || row.orphan), `token ${remoteId}`).toBe(true)
    }
    expect(rows.filter((row) => row.orphan).length).toBeLessThanOrEqual(round + 1)
    expect(await value(after.client.call('vault.check'))).toMatchObject({ ok: true })
    expect(await value(after.client.call('journal.verify'))).toMatchObject({ ok: true })
    await after.engine.close()
  }
  expect(acknowledged.length).toBeGreaterThan(0)
})
