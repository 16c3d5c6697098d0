import { readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { describe, expect, test } from 'vitest'
import type { Input } from '../../src/shared/ipc/contract.ts'
import { startConnectProxy } from '../support/connect-proxy.ts'
import { failure, startEngine, value } from '../support/engine.ts'
import { bytes, password } from '../support/ports.ts'
import { practiceServers } from '../support/practice.ts'
import { certificateFingerprint, startTlsFront } from '../support/tls-front.ts'

const proxyPassword = 'planted-proxy-password-77'

/** An unlocked vault, and a practice server behind TLS with a certificate of its own making. */
async function setting() {
  const practice = await practiceServers({ kinds: ['netbird'] })
  const server = practice.servers['netbird']
  if (!server) throw new Error('no practice server')
  const front = await startTlsFront(server.url, 'self-signed')
  const started = startEngine()
  const { client } = started
  await value(client.call('vault.create', { password: bytes(password) }))
  const pin = (name: string) => ({
    mode: 'pin' as const,
    fingerprint: certificateFingerprint(name),
    certificatePem: null,
  })
  const add = (change: Partial<Input<'servers.add'>> = {}) =>
    client.call('servers.add', {
      kind: 'netbird',
      name: 'office',
      url: front.url,
      trust: pin('self-signed'),
      secret: bytes(server.secret),
      ...change,
    })
  return { ...started, practice: server, front, add, pin }
}

describe('a server behind a proxy', () => {
  test('keeps the proxy’s password in the vault and gives it to that proxy only', async () => {
    const { client, add, practice, ports, events } = await setting()
    const proxy = await startConnectProxy({ credential: `jane:${proxyPassword}` })
    const added = await value(
      add({ connection: { proxy: proxy.url }, proxySecret: bytes(`jane:${proxyPassword}`) }),
    )
    expect(added).toMatchObject({ error: null, server: { state: 'ok', connection: { proxy: proxy.url } } })
    expect(added.server.tokens).toBeGreaterThan(0)
    expect(proxy.seen()).not.toContain(practice.secret)

    // It outlives a lock, because it is stored.
    await value(client.call('vault.lock'))
    await value(client.call('vault.unlock', { password: bytes(password) }))
    expect(await value(client.call('servers.test', { server: 'office' }))).toMatchObject({ error: null })
    // So it does a change of something else.
    await value(client.call('servers.edit', { server: 'office', connection: { plainHttp: true } }))
    expect(await value(client.call('servers.test', { server: 'office' }))).toMatchObject({ error: null })

    const told = JSON.stringify([await value(client.call('servers.list')), events, ports.log.lines])
    const files = readdirSync(ports.vaultFolder).map((name) =>
      readFileSync(join(ports.vaultFolder, name), 'latin1'),
    )
    const base64 = Buffer.from(`jane:${proxyPassword}`).toString('base64')
    for (const text of [told, ...files]) {
      expect(text).not.toContain(proxyPassword)
      expect(text).not.toContain(base64)
    }
  })

  test('that moves to another proxy does not bring the old one’s password there', async () => {
    const { client, add } = await setting()
    const first = await startConnectProxy({ credential: `jane:${proxyPassword}` })
    const second = await startConnectProxy()
    await value(add({ connection: { proxy: first.url }, proxySecret: bytes(`jane:${proxyPassword}`) }))
    await value(client.call('servers.edit', { server: 'office', connection: { proxy: second.url } }))
    expect(second.asked.length).toBeGreaterThan(0)
    expect(second.asked.map(({ headers }) => headers['proxy-authorization'])).toEqual(
      second.asked.map(() => undefined),
    )
    // Back at the first one it is gone for good.
    const error = await failure(
      client.call('servers.edit', { server: 'office', connection: { proxy: first.url } }),
    )
    expect(error).toMatchObject({ code: 'unreachable', message: expect.stringContaining('407') })
  })

  test('is pinned by the certificate of the server, not of whoever the proxy connects to', async () => {
    const { add, front, pin } = await setting()
    const impostor = await startTlsFront('http://127.0.0.1:1', 'other-self-signed')
    const proxy = await startConnectProxy({ insteadPort: () => impostor.port })
    expect(await failure(add({ connection: { proxy: proxy.url } }))).toMatchObject({
      code: 'certificate-changed',
    })
    expect(await failure(add({ connection: { proxy: proxy.url }, trust: { mode: 'system' } }))).toMatchObject(
      {
        code: 'untrusted',
      },
    )
    expect([...impostor.requests, ...front.requests]).toEqual([])
    expect(proxy.asked.length).toBeGreaterThan(0)
    expect(await value(add({ trust: pin('self-signed') }))).toMatchObject({ error: null })
  })

  test.each(['none', 'environment'])('with a password for “%s” is refused', async (proxy) => {
    const { add } = await setting()
    const error = await failure(add({ connection: { proxy }, proxySecret: bytes(`jane:${proxyPassword}`) }))
    expect(error).toMatchObject({ code: 'invalid-input', field: 'proxy' })
  })

  test('of a sort that is not supported is refused', async () => {
    const { add } = await setting()
    for (const proxy of ['socks5://p:1', 'http://jane:planted@p:1', 'p:1']) {
      const error = await failure(add({ connection: { proxy } }))
      expect(error).toMatchObject({ code: 'invalid-input' })
      expect(JSON.stringify(error)).not.toContain('planted')
    }
  })
})

describe('the proxy of the environment', () => {
  test('is used, but not for this computer itself', async () => {
    const practice = await practiceServers({ kinds: ['netbird'] })
    const server = practice.servers['netbird']
    if (!server) throw new Error('no practice server')
    const proxy = await startConnectProxy({ insteadPort: () => Number(new URL(server.url).port) })
    const { client } = startEngine({ proxyEnvironment: { https: proxy.url, http: proxy.url, no: null } })
    await value(client.call('vault.create', { password: bytes(password) }))
    const add = (name: string, url: string, plainHttp: boolean) =>
      client.call('servers.add', {
        kind: 'netbird',
        name,
        url,
        connection: { plainHttp },
        secret: bytes(server.secret),
      })
    await value(add('here', server.url, false))
    expect(proxy.asked).toEqual([])
    await value(add('there', 'http://server.example', true))
    expect(proxy.asked[0]?.target).toBe('server.example:80')
  })
})

describe('plain http to another computer', () => {
  test('needs the switch of that server, and says what it means', async () => {
    const { client, add, practice } = await setting()
    const proxy = await startConnectProxy({ insteadPort: () => Number(new URL(practice.url).port) })
    const open = { url: 'http://server.example', trust: { mode: 'system' } } as const
    const refused = await failure(add({ ...open, connection: { proxy: proxy.url } }))
    expect(refused).toMatchObject({ code: 'untrusted' })
    expect(proxy.asked).toEqual([])
    const added = await value(add({ ...open, connection: { proxy: proxy.url, plainHttp: true } }))
    expect(added.checks.find(({ check }) => check === 'certificate')?.message).toContain('Warning')
    expect(added.server.connection).toEqual({ proxy: proxy.url, plainHttp: true })
    // Switched off again, nothing is sent any more.
    const before = proxy.asked.length
    const off = await failure(
      client.call('servers.edit', { server: 'office', connection: { plainHttp: false } }),
    )
    expect(off).toMatchObject({ code: 'untrusted' })
    expect(proxy.asked).toHaveLength(before)
  })
})

describe('a changed certificate', () => {
  test('stops everything until one is confirmed', async () => {
    const { client, add, front, pin, events } = await setting()
    await value(add())
    const [token] = (await value(client.call('tokens.query', { limit: 1 }))).rows
    if (!token) throw new Error('no token')
    front.use('other-self-signed')
    const before = front.requests.length
    const refreshed = await value(client.call('tokens.refresh', { server: 'office' }))
    expect(refreshed.failures).toMatchObject([{ code: 'certificate-changed' }])
    const state = async () => (await value(client.call('servers.list')))[0]
    expect(await state()).toMatchObject({ state: 'untrusted' })
    expect(events.some(({ event }) => event === 'servers.changed')).toBe(true)

    // It may be the right one again: nobody has said so.
    front.use('self-signed')
    const nothingGoes = async () => {
      for (const call of [
        client.call('owners.list', { server: 'office' }),
        client.call('tokens.verify', { id: token.id }),
        client.call('tokens.delete', { id: token.id, confirmed: true }),
        client.call('tokens.create', {
          server: 'office',
          owner: token.owner.id,
          fields: { name: 'x', expires_in: '7' },
        }),
        client.call('servers.edit', { server: 'office', fields: {}, unchecked: false }),
      ]) {
        expect(['certificate-changed', 'no-secret']).toContain((await failure(call)).code)
      }
      const report = await value(client.call('servers.test', { server: 'office' }))
      expect(report.error?.code).toBe('certificate-changed')
      const shown = report.checks.find(({ check }) => check === 'certificate-shown')
      expect(shown?.message).toContain(`The pinned certificate is ${certificateFingerprint('self-signed')}`)
      expect(await state()).toMatchObject({ state: 'untrusted' })
    }
    await nothingGoes()
    await value(client.call('vault.lock'))
    await value(client.call('vault.unlock', { password: bytes(password) }))
    await nothingGoes()
    expect(front.requests).toHaveLength(before)

    // Saved without a check is not confirmed.
    await value(client.call('servers.edit', { server: 'office', fields: {}, unchecked: true }))
    await nothingGoes()
    expect(front.requests).toHaveLength(before)

    const confirmed = await value(
      client.call('servers.edit', { server: 'office', trust: pin('self-signed') }),
    )
    expect(confirmed).toMatchObject({ error: null, server: { state: 'ok' } })
    front.use('other-self-signed')
    await value(client.call('tokens.refresh', { server: 'office' }))
    const renewed = await value(
      client.call('servers.edit', { server: 'office', trust: pin('other-self-signed') }),
    )
    expect(renewed).toMatchObject({ error: null, server: { state: 'ok' } })
  })

  test('is shown beside the pinned one, without a request', async () => {
    const { client, add, front } = await setting()
    await value(add())
    const before = front.requests.length
    front.use('other-self-signed')
    const report = await value(client.call('servers.test', { server: 'office' }))
    const shown = report.checks.find(({ check }) => check === 'certificate-shown')?.message ?? ''
    expect(shown).toContain(certificateFingerprint('self-signed'))
    expect(shown.endsWith(certificateFingerprint('other-self-signed'))).toBe(true)
    expect(front.requests).toHaveLength(before)
  })
})
