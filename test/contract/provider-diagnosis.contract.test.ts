import { describe, expect, onTestFinished, test } from 'vitest'
import { createHttpClient } from '../../src/main/providers/http.ts'
import type { Diagnosis } from '../../src/main/providers/provider.ts'
import { kindIds } from '../../src/shared/model/kind.ts'
import type { Trust } from '../../src/shared/model/server.ts'
import { startStub } from '../unit/main/providers/stub-server.ts'
import { facts } from './kind-facts.ts'
import { type Opened, openPractice, required } from './practice-session.ts'
import { bytes } from './token-exercises.ts'

// Whoever adds a server learns which of the things that can be wrong is wrong.

interface Wrong {
  readonly url?: string
  readonly secret?: string
  readonly trust?: Trust
}

/** The diagnosis of a server as somebody typed it in. */
async function diagnose({ provider, server, now }: Opened, wrong: Wrong = {}): Promise<Diagnosis> {
  const config = provider.parse({ url: wrong.url ?? server.url, fields: server.fields })
  const { fingerprint, certificatePem } = server
  const own: Trust = fingerprint === null ? { mode: 'system' } : { mode: 'pin', fingerprint, certificatePem }
  const http = createHttpClient({
    baseUrl: config.url,
    trust: wrong.trust ?? own,
    userAgent: 'Latchkey/contract',
    limits: { totalMs: 15_000, repeats: 0 },
    now,
  })
  const session = provider.open(config, bytes(wrong.secret ?? server.secret), { http, now })
  onTestFinished(() => session.close())
  return session.diagnose()
}

/** The one failed line, and the code behind it. */
function fault(found: Diagnosis): readonly unknown[] {
  const failed = found.checks.filter((line) => !line.ok)
  expect(failed).toHaveLength(1)
  // The lines end with the one that failed.
  expect(found.checks.at(-1)).toBe(failed[0])
  expect(found.identity).toBeNull()
  return [failed[0]?.check, Reflect.get(Object(found.error), 'code')]
}

describe.each([...kindIds])('the diagnosis of %s says that it is', (kind) => {
  const fact = required(facts[kind])

  test('nothing', async () => {
    const { checks, error } = await diagnose(await openPractice(kind))
    expect([checks.every((line) => line.ok), error]).toEqual([true, null])
    expect(checks.find((line) => line.check === 'clock')?.message).toBe('The clocks agree.')
  })

  test('the port', async () => {
    const opened = await openPractice(kind)
    await opened.stop()
    expect(fault(await diagnose(opened))).toEqual(['reachable', 'unreachable'])
  })

  test('the path', async () => {
    const opened = await openPractice(kind)
    const found = await diagnose(opened, { url: `${opened.server.url}/some/where/else` })
    expect(fault(found)[1]).toBe('not-an-api')
    // Whatever it is, it was not given the credential in any path of its own.
    for (const { path } of opened.server.requests()) expect(path).not.toContain(opened.server.secret)
  })

  test.each([
    ['a web page', '<!doctype html><title>Sign in</title>', 'text/html'],
    ['a web page with the wrong type', '<html><body>Sign in', 'application/octet-stream'],
  ])('%s instead of an API', async (_name, body, type) => {
    const opened = await openPractice(kind)
    for (const status of [200, 404]) {
      const stub = await startStub((_request, response) => {
        const date = new Date(opened.now()).toUTCString()
        response.writeHead(status, { 'content-type': type, date }).end(body)
      })
      expect(fault(await diagnose(opened, { url: stub.url }))[1]).toBe('not-an-api')
    }
  })

  test('https where http is spoken, and http where https is', async () => {
    const plain = await openPractice(kind)
    const secure = await openPractice(kind, { isPinned: true })
    const wrong = await diagnose(plain, { url: plain.server.url.replace('http:', 'https:') })
    expect(fault(wrong)[0]).toBe('reachable')
    const other = await diagnose(secure, {
      url: secure.server.url.replace('https:', 'http:'),
      trust: { mode: 'system' },
    })
    expect(['reachable', 'product', 'credential']).toContain(fault(other)[0])
  })

  test('the certificate', async () => {
    const opened = await openPractice(kind, { isPinned: true })
    const { server } = opened
    const known = {
      mode: 'pin',
      fingerprint: server.fingerprint ?? '',
      certificatePem: server.certificatePem,
    } as const
    expect(fault(await diagnose(opened, { trust: { mode: 'system' } }))).toEqual(['certificate', 'untrusted'])
    server.control.changeCertificate()
    expect(fault(await diagnose(opened, { trust: known }))).toEqual(['certificate', 'certificate-changed'])
    expect(server.requests()).toEqual([])
  })

  test('the credential', async () => {
    const opened = await openPractice(kind)
    const secret = `${opened.server.secret.slice(0, -4)}zzzz`
    expect(fault(await diagnose(opened, { secret }))).toEqual(['credential', 'rejected'])
  })

  test('the rights', async () => {
    const opened = await openPractice(kind)
    const [name] = Object.entries(fact.accounts).find(([, code]) => code === 'forbidden') ?? []
    // On kinds where everybody may see their own tokens nobody has too few rights to be added.
    if (name === undefined) return
    const { secret } = required(opened.server.accounts[name])
    expect(fault(await diagnose(opened, { secret }))[1]).toBe('forbidden')
  })

  test.each([
    ['ahead', 3 * 3_600_000],
    ['behind', -3 * 3_600_000],
  ])('the clock, which is %s', async (direction, offset) => {
    const opened = await openPractice(kind)
    opened.server.control.setClockOffset(offset)
    const { checks } = await diagnose(opened)
    const line = checks.find(({ check }) => check === 'clock')
    expect(line?.message).toMatch(new RegExp(`180 minutes ${direction}`))
    // It is a warning: what works is not kept from being added.
    expect(line?.ok).toBe(true)
  })
})

describe('the diagnosis of astra says that it is', () => {
  test.each(['404', 'header'] as const)('the account, told as %s', async (wrongAccount) => {
    const { provider, server, as } = await openPractice('astra', { perKind: { astra: { wrongAccount } } })
    const stranger = '1c3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d2'
    const session = as(server.secret, { fields: { account_id: stranger } })
    const found = await session.diagnose()
    expect(fault(found)).toEqual(['account', 'invalid-input'])
    expect(found.error).toMatchObject({ field: 'account_id' })
    expect(provider.descriptor.serverFields.map(({ name }) => name)).toContain('account_id')
  })

  test('the group, and lists the users of a right one only', async () => {
    const { server, as } = await openPractice('astra')
    const wrong = as(server.secret, { fields: { group_id: '1c3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d2' } })
    const found = await wrong.diagnose()
    expect(fault(found)).toEqual(['rights', 'invalid-input'])
    expect(found.error).toMatchObject({ field: 'group_id' })

    const member = required(server.accounts['directoryUser'])
    const [group = ''] = /[0-9a-f-]{36}$/.exec(member.about) ?? []
    const session = as(server.secret, { fields: { group_id: group } })
    expect((await session.diagnose()).error).toBeNull()
    const { owners, tokens, failures } = await session.list()
    expect(failures).toEqual([])
    expect(tokens.map((row) => row.remoteId)).toContain(member.tokenId)
    const reached = new Set(tokens.map((row) => row.owner.id))
    for (const owner of owners) if (reached.has(owner.id)) expect(owner.reason ?? '').not.toContain('group')
    expect(owners.filter((owner) => owner.reason?.includes('group')).length).toBeGreaterThan(5)
    const { token, secret } = await required(session.createToken)(member.owner, { name: 'through the group' })
    expect((await session.verifySecret(secret, null)).ok).toBe(true)
    await session.deleteToken(member.owner, token.remoteId)
    const paths = server.requests().map(({ path }) => path)
    for (const path of paths) if (path.includes('/tokens')) expect(path).toContain('/groups/')
  })
})
