import { describe, expect, test } from 'vitest'
import { fillPracticeVault } from '../../src/main/desktop/practice-vault.ts'
import type { Clipboard } from '../../src/main/ports.ts'
import { startPractice } from '../../src/main/practice/practice.ts'
import { kindIds } from '../../src/shared/model/kind.ts'
import { failure, startEngine, type TestEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { allTokens, createFields, freeOwner, unlockedSetting } from '../support/practice.ts'

/** A clipboard that keeps what a person could paste, and the very bytes it was handed. */
function fakeClipboard() {
  let text = ''
  let fails = false
  const handed: Uint8Array[] = []
  const listeners: (() => void)[] = []
  const port: Clipboard = {
    write: async (secret, ms) => {
      handed.push(secret)
      if (fails) throw new Error('refused')
      text = new TextDecoder().decode(secret)
      return 1_000 + ms
    },
    clear: async () => {
      text = ''
      for (const listener of listeners) listener()
    },
    onCleared: (listener) => void listeners.push(listener),
  }
  return {
    port,
    handed,
    text: () => text,
    fail: () => {
      fails = true
    },
  }
}

const dataOf = (setting: TestEngine, name: string) =>
  setting.events.filter(({ event }) => event === name).map(({ data }) => data)

/** A token of ours on the first kind, with its secret in the vault. */
async function withToken(setting: Awaited<ReturnType<typeof unlockedSetting>>) {
  const [kind] = kindIds
  const owner = await freeOwner(setting, kind)
  const fields = { ...createFields[kind] }
  const token = await value(setting.client.call('tokens.create', { server: kind, owner, fields }))
  return {
    id: token.id,
    secret:
      setting
        .server(kind)
        .control.issued()
        .get(token.remoteId ?? '') ?? '',
  }
}

describe('copying', () => {
  test('hands the secret to the clipboard and not to the caller, wipes it, journals it and tells', async () => {
    const clipboard = fakeClipboard()
    const setting = await unlockedSetting({ clipboard: clipboard.port })
    const { id, secret } = await withToken(setting)
    const copied = await value(setting.client.call('tokens.copy', { id }))
    expect(copied).toEqual({ clearsAtMs: 31_000, seconds: 30 })
    expect(clipboard.text()).toBe(secret)
    expect(clipboard.handed.every((given) => given.every((byte) => byte === 0))).toBe(true)
    expect(dataOf(setting, 'clipboard.changed')).toEqual([{ tokenId: id, clearsAtMs: 31_000 }])
    const [entry] = await value(setting.client.call('journal.list', { limit: 1 }))
    expect(entry).toMatchObject({ actor: 'test', verb: 'token.copy', result: 'done' })
    expect(JSON.stringify([entry, setting.events, setting.ports.log.lines])).not.toContain(secret)

    await value(setting.client.call('clipboard.clear'))
    expect(clipboard.text()).toBe('')
    expect(dataOf(setting, 'clipboard.changed').at(-1)).toEqual({ tokenId: null, clearsAtMs: null })
  })

  test('tells a window that opens later what is on the clipboard', async () => {
    const setting = await unlockedSetting({ clipboard: fakeClipboard().port })
    await value(setting.client.call('app.hello'))
    expect(dataOf(setting, 'clipboard.changed').at(-1)).toEqual({ tokenId: null, clearsAtMs: null })
    const { id } = await withToken(setting)
    await value(setting.client.call('tokens.copy', { id }))
    await value(setting.client.call('app.hello'))
    expect(dataOf(setting, 'clipboard.changed').at(-1)).toEqual({ tokenId: id, clearsAtMs: 31_000 })
  })

  test('a clipboard that refuses is an error, nothing is told as copied, and the bytes are wiped', async () => {
    const clipboard = fakeClipboard()
    const setting = await unlockedSetting({ clipboard: clipboard.port })
    const { id } = await withToken(setting)
    clipboard.fail()
    expect((await failure(setting.client.call('tokens.copy', { id }))).code).toBe('internal')
    expect(clipboard.handed.every((given) => given.every((byte) => byte === 0))).toBe(true)
    expect(dataOf(setting, 'clipboard.changed')).toEqual([])
  })

  test('takes a secret of no stored token as well, wipes it and names no token', async () => {
    const clipboard = fakeClipboard()
    const setting = await unlockedSetting({ clipboard: clipboard.port })
    const secret = new TextEncoder().encode('fake-weaker-token')
    const copied = await value(setting.client.call('clipboard.put', { secret }))
    expect(copied).toEqual({ clearsAtMs: 31_000, seconds: 30 })
    expect(clipboard.text()).toBe('fake-weaker-token')
    expect(clipboard.handed.every((given) => given.every((byte) => byte === 0))).toBe(true)
    expect(dataOf(setting, 'clipboard.changed')).toEqual([{ tokenId: null, clearsAtMs: 31_000 }])
    expect(JSON.stringify([setting.events, setting.ports.log.lines])).not.toContain('fake-weaker-token')

    await value(setting.client.call('clipboard.clear'))
    expect(dataOf(setting, 'clipboard.changed').at(-1)).toEqual({ tokenId: null, clearsAtMs: null })
    await value(setting.client.call('vault.lock'))
    const after = { secret: new TextEncoder().encode('fake-weaker-token') }
    expect((await failure(setting.client.call('clipboard.put', after))).code).toBe('vault-locked')
    expect(clipboard.text()).toBe('')
  })

  test('needs a secret, an open vault and a host with a clipboard', async () => {
    const setting = await unlockedSetting({ clipboard: fakeClipboard().port })
    const [row] = await allTokens(setting)
    const id = row?.id ?? ''
    expect((await failure(setting.client.call('tokens.copy', { id }))).code).toBe('no-secret')
    await value(setting.client.call('vault.lock'))
    expect((await failure(setting.client.call('tokens.copy', { id }))).code).toBe('vault-locked')

    const without = startEngine()
    expect((await failure(without.client.call('tokens.copy', { id }))).code).toBe('unsupported')
    expect((await failure(without.client.call('clipboard.clear'))).code).toBe('unsupported')
  })
})

describe('reading the servers', () => {
  test('is told while it goes on, and to a window that opens meanwhile', async () => {
    const setting = await unlockedSetting()
    const [first] = await value(setting.client.call('servers.list'))
    if (!first) throw new Error('no server')
    setting.events.length = 0
    setting.server(first.kind).control.next({ do: 'slow', delayMs: 300 })
    const refreshed = setting.client.call('tokens.refresh', { server: first.id })
    await value(setting.client.call('app.hello'))
    const told = dataOf(setting, 'refresh.changed')
    expect(told[0]).toEqual({ servers: [first.id], progress: [] })
    expect(told.at(-1)).toEqual({ servers: [first.id], progress: [] })
    await value(refreshed)
    expect(dataOf(setting, 'refresh.changed').at(-1)).toEqual({ servers: [], progress: [] })
  })

  test('a server that fails is not read any more either', async () => {
    const setting = await unlockedSetting({ httpLimits: { totalMs: 300 } })
    const [first] = await value(setting.client.call('servers.list'))
    setting.server(first?.kind ?? '').control.next({ do: 'hang', times: 1000 })
    await value(setting.client.call('tokens.refresh', {}))
    const told = dataOf(setting, 'refresh.changed') as { servers: string[] }[]
    expect(told.some(({ servers }) => servers.length === kindIds.length)).toBe(true)
    expect(told.at(-1)).toEqual({ servers: [], progress: [] })
  })
})

describe('what the person must hear of', () => {
  test('is told to each window until the vault is open', async () => {
    const made = startEngine()
    await value(made.client.call('vault.create', { password: bytes(password) }))
    await made.engine.close()
    const setting = startEngine({ vaultFolder: made.ports.vaultFolder, notice: 'engine-ended' })
    await value(setting.client.call('app.hello'))
    await failure(setting.client.call('vault.unlock', { password: bytes('wrong') }))
    expect(dataOf(setting, 'app.notice')).toEqual([{ kind: 'engine-ended' }])
    await value(setting.client.call('vault.unlock', { password: bytes(password) }))
    expect(dataOf(setting, 'app.notice').at(-1)).toEqual({ kind: null })
  })
})

describe('the practice', () => {
  test('is asked of the host, and an open vault is locked for it', async () => {
    const asked: string[] = []
    const practiceSwitch = { start: () => void asked.push('start'), stop: () => void asked.push('stop') }
    const person = startEngine({ practiceSwitch })
    await value(person.client.call('vault.create', { password: bytes(password) }))
    await value(person.client.call('practice.stop'))
    expect(asked).toEqual([])
    expect(await value(person.client.call('vault.status'))).toMatchObject({
      state: 'unlocked',
      practice: false,
    })
    await value(person.client.call('practice.start'))
    expect(asked).toEqual(['start'])
    expect((await value(person.client.call('vault.status'))).state).toBe('locked')

    const practice = startEngine({ practiceSwitch, isPractice: true })
    await value(practice.client.call('vault.create', { password: bytes(password) }))
    await value(practice.client.call('practice.start'))
    expect(asked).toEqual(['start'])
    expect(await value(practice.client.call('vault.status'))).toMatchObject({
      state: 'unlocked',
      practice: true,
    })
    expect(dataOf(practice, 'vault.changed').at(-1)).toMatchObject({ practice: true })
    await value(practice.client.call('practice.stop'))
    expect(asked).toEqual(['start', 'stop'])
    expect((await value(practice.client.call('vault.status'))).state).toBe('locked')
  })

  test('cannot be started where the host has none', async () => {
    const { client } = startEngine()
    expect((await failure(client.call('practice.start'))).code).toBe('unsupported')
    expect((await failure(client.call('practice.stop'))).code).toBe('unsupported')
  })

  test('its vault has one server of each kind, read and working', async () => {
    const practice = await startPractice({ now: Date.now })
    try {
      const setting = startEngine({ isPractice: true })
      await fillPracticeVault(setting.engine.bridge('practice'), practice.servers)
      const servers = await value(setting.client.call('servers.list'))
      expect(servers.map(({ kind }) => kind).sort()).toEqual([...kindIds].sort())
      expect(servers.every(({ name, tokens }) => name.startsWith('Practice ') && tokens > 0)).toBe(true)
      const entries = await value(setting.client.call('journal.list', {}))
      expect(entries.every(({ actor }) => actor === 'practice')).toBe(true)
      await expect(fillPracticeVault(setting.engine.bridge('practice'), {})).rejects.toMatchObject({
        code: 'conflict',
      })
    } finally {
      await practice.close()
    }
  })
})
