import { describe, expect, onTestFinished, test } from 'vitest'
import { type KindOptions, startPractice } from '../../src/main/practice/practice.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'

/** An unlocked engine, a cluster, and a clock for both. */
async function setting(perKind: KindOptions = {}) {
  const clock = { ms: Date.parse('2030-06-01T12:00:00Z') }
  const now = () => clock.ms
  const practice = await startPractice({ seed: 'sign-in', now, kinds: ['qumulo', 'netbird'], perKind })
  onTestFinished(() => practice.close())
  const engine = startEngine({ now })
  await value(engine.client.call('vault.create', { password: bytes(password) }))
  const { qumulo, netbird } = practice.servers
  if (qumulo === undefined || netbird === undefined) throw new Error('no practice servers')
  return { ...engine, clock, qumulo, netbird }
}
type Setting = Awaited<ReturnType<typeof setting>>

const begin = ({ client, qumulo }: Setting) =>
  value(client.call('servers.signInStart', { kind: 'qumulo', url: qumulo.url }))

/** Signs in on the page of the practice server as its directory administrator; the code that it shows. */
async function signIn(url: string): Promise<string> {
  const text = await (await fetch(url)).text()
  const as = /as=(\d+)">[^<]*storage-admin</.exec(text)?.[1]
  const shown = await (await fetch(`${url}&as=${as}`)).text()
  return /<code>(\w+)<\/code>/.exec(shown)?.[1] ?? ''
}

async function finished(of: Setting): Promise<string> {
  const { id, url } = await begin(of)
  const code = await signIn(url)
  expect(await value(of.client.call('servers.signInFinish', { id, code }))).toEqual({ done: true })
  return id
}

describe('a sign-in in the browser', () => {
  test('brings the credential of a new server, which nobody sees', async () => {
    const of = await setting()
    const { client, qumulo } = of
    const { id, url, expiresAtMs } = await begin(of)
    expect(expiresAtMs).toBe(of.clock.ms + 300_000)
    expect(await value(client.call('servers.signInFinish', { id }))).toEqual({ done: false })
    const code = await signIn(url)
    expect(await value(client.call('servers.signInFinish', { id, code }))).toEqual({ done: true })
    expect(await value(client.call('servers.signInFinish', { id, code }))).toEqual({ done: true })
    const settings = { kind: 'qumulo', name: 'cluster', url: qumulo.url, signIn: id } as const
    const report = await value(client.call('servers.add', settings))
    expect(report.server).toMatchObject({ state: 'ok', identity: { name: 'AD\\storage-admin' } })
    expect(report.server.tokens).toBeGreaterThan(10)
    expect(report.checks.find(({ check }) => check === 'credential')?.message).toContain('browser')
    expect(JSON.stringify([report, of.events, of.ports.log.lines])).not.toContain('session-v1')
    // It is used up.
    const again = await failure(client.call('servers.add', { ...settings, name: 'second' }))
    expect(again.code).toBe('not-found')
  })

  test('takes the place of a password for a saved server', async () => {
    const of = await setting()
    const { client, qumulo } = of
    const { secret } = qumulo
    await value(
      client.call('servers.add', { kind: 'qumulo', name: 'cluster', url: qumulo.url, secret: bytes(secret) }),
    )
    const started = await value(client.call('servers.signInStart', { server: 'cluster' }))
    const code = await signIn(started.url)
    await value(client.call('servers.signInFinish', { id: started.id, code }))
    const edited = await value(client.call('servers.edit', { server: 'cluster', signIn: started.id }))
    expect(edited.server.identity?.name).toBe('AD\\storage-admin')
    // Ten hours later it has ended, and the server says so.
    of.clock.ms += 10 * 3_600_000
    const tested = await value(client.call('servers.test', { server: 'cluster' }))
    expect(tested.error?.code).toBe('rejected')
    expect(tested.error?.message).toContain('browser')
  })

  test('belongs to the settings it was begun for', async () => {
    const of = await setting()
    const { client, qumulo, netbird } = of
    const id = await finished(of)
    const add = { kind: 'qumulo', name: 'x', url: qumulo.url, signIn: id } as const
    for (const other of [
      { ...add, url: netbird.url },
      { ...add, kind: 'netbird' as const },
      { ...add, fields: { username: 'jane' } },
    ]) {
      const error = await failure(client.call('servers.add', other))
      expect(error).toMatchObject({ code: 'invalid-input', field: 'signIn' })
    }
    for (const request of netbird.requests()) expect(JSON.stringify(request)).not.toContain('session-v1')
    expect((await value(client.call('servers.add', add))).error).toBeNull()
  })

  test('and a credential: exactly one of the two', async () => {
    const of = await setting()
    const { client, qumulo } = of
    const id = await finished(of)
    const add = { kind: 'qumulo', name: 'x', url: qumulo.url } as const
    expect(await failure(client.call('servers.add', add))).toMatchObject({ field: 'secret' })
    const both = { ...add, signIn: id, secret: bytes(qumulo.secret) }
    expect(await failure(client.call('servers.add', both))).toMatchObject({ field: 'secret' })
  })

  test('ends at lock, when it is cancelled, when its time is over, and when too many go on', async () => {
    const of = await setting()
    const { client } = of
    const unknown = { code: 'not-found' }
    const cancelled = await finished(of)
    await value(client.call('servers.signInCancel', { id: cancelled }))
    expect(await failure(client.call('servers.signInFinish', { id: cancelled }))).toMatchObject(unknown)

    const late = await begin(of)
    of.clock.ms += 300_001
    expect(await failure(client.call('servers.signInFinish', { id: late.id }))).toMatchObject({
      code: 'expired',
    })

    const first = await begin(of)
    for (let count = 0; count < 4; count++) await begin(of)
    expect(await failure(client.call('servers.signInFinish', { id: first.id }))).toMatchObject(unknown)

    const kept = await finished(of)
    await value(client.call('vault.lock'))
    expect((await failure(client.call('servers.signInFinish', { id: kept }))).code).toBe('vault-locked')
    await value(client.call('vault.unlock', { password: bytes(password) }))
    expect(await failure(client.call('servers.signInFinish', { id: kept }))).toMatchObject(unknown)
  })

  test('is not kept for ever once it is done', async () => {
    const of = await setting()
    const id = await finished(of)
    of.clock.ms += 10 * 60_000
    const add = { kind: 'qumulo', name: 'x', url: of.qumulo.url, signIn: id } as const
    expect((await failure(of.client.call('servers.add', add))).code).toMatch(/^(not-found|expired)$/)
  })

  test('with a wrong code may be tried again, or has to be begun again', async () => {
    for (const samlWrongCode of ['retry', 'ends'] as const) {
      const of = await setting({ qumulo: { samlWrongCode } })
      const { id, url } = await begin(of)
      const code = await signIn(url)
      const wrong = await failure(of.client.call('servers.signInFinish', { id, code: 'wrong' }))
      expect(wrong).toMatchObject({ code: 'invalid-input', field: 'code' })
      const second = await of.client.call('servers.signInFinish', { id, code })
      if (samlWrongCode === 'retry') expect(second).toMatchObject({ ok: true, value: { done: true } })
      else expect(second).toMatchObject({ ok: false, error: { code: 'expired' } })
    }
  })

  test('is not there on a cluster without it, nor on a kind without it', async () => {
    const of = await setting({ qumulo: { saml: 'none' } })
    const { client, qumulo, netbird } = of
    const none = await failure(client.call('servers.signInStart', { kind: 'qumulo', url: qumulo.url }))
    expect(none).toMatchObject({ code: 'unsupported' })
    const other = await failure(client.call('servers.signInStart', { kind: 'netbird', url: netbird.url }))
    expect(other.code).toBe('unsupported')
    expect(netbird.requests()).toEqual([])
  })
})
