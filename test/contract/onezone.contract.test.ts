import { describe, expect, test } from 'vitest'
import { inviteTypes, typeText } from '../../src/main/providers/kinds/onezone/types.ts'
import type { Session } from '../../src/main/providers/provider.ts'
import { failure, openPractice, printed, required } from './practice-session.ts'

// What only this kind can do, against its practice server.

const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)
const text = (value: Uint8Array): string => new TextDecoder().decode(value)
const soon = Date.parse('2030-06-05T00:00:00Z') / 1000
const timeCaveat = JSON.stringify([{ type: 'time', validUntil: soon }])

async function open(options: NonNullable<Parameters<typeof openPractice>[1]> = {}) {
  const opened = await openPractice('onezone', options)
  const account = (name: string) => required(opened.server.accounts[name])
  // This kind has every method.
  return {
    ...opened,
    session: opened.session as Required<Session>,
    account,
    self: account('administrator').owner,
  }
}

describe('all sorts of tokens', () => {
  test('the 14 invitations, to what the server offers, with privileges it knows', async () => {
    const { session, self } = await open()
    for (const type of inviteTypes) {
      const form = { type: typeText(type) }
      const targets = await session.choices('target', form)
      const privileges = await session.choices('privileges', form)
      const fields = {
        ...form,
        name: `invitation ${type.inviteType}`,
        target: required(targets[0]).value,
        usageLimit: '3',
        ...(privileges.length === 0
          ? {}
          : { privileges: JSON.stringify(privileges.map(({ value }) => value)) }),
      }
      const created = await session.createToken(self, fields).catch((error: unknown) => {
        throw new Error(`${type.inviteType}: ${String(error)}`)
      })
      const { details } = await session.getToken(self, created.token.remoteId)
      expect(details).toMatchObject({
        type: { inviteToken: { inviteType: type.inviteType, [type.targetKey]: fields.target } },
        metadata: { usageLimit: 3, usageCount: 0 },
      })
      const expected = { ownerId: self, remoteId: created.token.remoteId }
      expect(await session.verifySecret(created.secret, expected)).toMatchObject({ ok: true })
    }
  })

  test('an identity token, and all twelve caveats at once on an access token', async () => {
    const { session, self } = await open()
    const identity = await session.createToken(self, { name: 'identity', type: typeText('identityToken') })
    expect(await session.verifySecret(identity.secret, null)).toMatchObject({ ok: true, owner: { id: self } })
    const caveats = [
      { type: 'time', validUntil: soon },
      { type: 'ip', whitelist: ['127.0.0.1', '192.0.2.0/24'] },
      { type: 'asn', whitelist: [64496] },
      { type: 'geo.country', filter: 'whitelist', list: ['PL', 'DE'] },
      { type: 'geo.region', filter: 'blacklist', list: ['Asia'] },
      { type: 'service', whitelist: ['ozw-onezone', 'opw-*'] },
      { type: 'consumer', whitelist: [`usr-${self}`, 'grp-*', 'prv-*'] },
      { type: 'interface', interface: 'rest' },
      { type: 'api', whitelist: ['ozw/all/user.*.*:*', 'all/get/space.*.*:*'] },
      { type: 'data.readonly' },
      { type: 'data.path', whitelist: ['L2QxYjM4OGY3Yzc='] },
      { type: 'data.objectid', whitelist: ['000000000055D4E4'] },
    ]
    const { token, secret } = await session.createToken(self, {
      name: 'everything',
      caveats: JSON.stringify(caveats),
    })
    const again = await session.getToken(self, token.remoteId)
    expect(again).toMatchObject({ details: { caveats }, expiresAt: '2030-06-05T00:00:00Z' })
    expect((await session.examine(secret)).details).toMatchObject({ caveats })
    // Where it may be used cannot be tried from here, but the server has its text.
    expect(await session.verifySecret(secret, { ownerId: self, remoteId: token.remoteId })).toMatchObject({
      ok: true,
      reason: expect.stringContaining('could not be tried from here'),
    })
  })

  test('temporary tokens for oneself, another user and a Oneprovider, ended by one call each', async () => {
    const { session, account, self } = await open()
    for (const ownerId of [self, account('person').owner, account('provider').owner]) {
      const made = await session.createToken(ownerId, { persistence: 'temporary', caveats: timeCaveat })
      expect(made).toMatchObject({ isTemporary: true, token: { owner: { id: ownerId } } })
      const expected = { ownerId, remoteId: made.token.remoteId }
      expect(await session.verifySecret(made.secret, expected)).toMatchObject({
        ok: true,
        owner: { id: ownerId },
        remoteId: null,
      })
      expect((await session.listOwnerTokens(ownerId)).map(({ remoteId }) => remoteId)).not.toContain(
        made.token.remoteId,
      )
      await session.revokeTemporary(ownerId)
      expect(await session.verifySecret(made.secret, expected)).toMatchObject({
        ok: false,
        reason: expect.stringContaining('revoked'),
      })
    }
  })

  test('a temporary token that would live too long is refused with the longest time', async () => {
    const { session, self } = await open({ perKind: { onezone: { maxTtl: 7_200 } } })
    const error = await failure(session.createToken(self, { persistence: 'temporary', caveats: timeCaveat }))
    expect(error).toMatchObject({ code: 'invalid-input', field: 'caveats', outcome: 'refused' })
    expect(error.message).toContain('at most 2 hours from now')
  })
})

describe('whose tokens', () => {
  test('a Oneprovider manages its own', async () => {
    const { as, account } = await open()
    const { owner, secret } = account('provider')
    const session = as(secret) as Required<Session>
    expect((await session.list()).complete).toEqual([owner])
    const named = await session.createToken(owner, { name: 'of the provider' })
    expect((await session.listOwnerTokens(owner)).map(({ name }) => name)).toContain('of the provider')
    const temporary = await session.createToken(owner, { persistence: 'temporary', caveats: timeCaveat })
    expect((await session.verifySecret(temporary.secret, null)).owner?.id).toBe(owner)
    const own = { ownerId: owner, remoteId: temporary.token.remoteId }
    expect(await session.verifySecret(temporary.secret, own)).toMatchObject({ ok: true })
    const another = { ownerId: owner, remoteId: '0123456789abcdef0123456789abcdef' }
    expect(await session.verifySecret(temporary.secret, another)).toMatchObject({ ok: false })
    expect(text(await session.readSecret(owner, named.token.remoteId))).toBe(text(named.secret))
  })

  test('a member of a cluster with cluster_update manages its Oneprovider', async () => {
    const { as, account } = await open()
    const session = as(account('clusterMember').secret) as Required<Session>
    const provider = account('provider').owner
    const { owners, complete } = await session.list()
    expect(owners.find(({ id }) => id === provider)).toMatchObject({ type: 'Oneprovider', manageable: true })
    expect(complete).toContain(provider)
    const { token } = await session.createToken(provider, { name: 'by a member' })
    await session.deleteToken(provider, token.remoteId)
  })

  test('nobody else’s without the privilege', async () => {
    const { as, account, self } = await open()
    const session = as(account('person').secret) as Required<Session>
    for (const call of [
      session.listOwnerTokens(self),
      session.createToken(self, { name: 'not mine' }),
      session.deleteAllTokens(self),
      session.revokeTemporary(self),
    ]) {
      expect(await failure(call)).toMatchObject({ code: 'forbidden' })
    }
  })

  test('deleting all tokens of one owner leaves everybody else’s', async () => {
    const { server, session } = await open()
    const { tokens } = await session.list()
    const victim = required(
      tokens.find(({ owner }) => !Object.values(server.accounts).some((one) => one.owner === owner.id)),
    )
    await session.deleteAllTokens(victim.owner.id)
    const left = tokens.filter(({ owner }) => owner.id !== victim.owner.id).map(({ remoteId }) => remoteId)
    expect([...server.control.issued().keys()].sort()).toEqual(left.sort())
  })

  test('a password works as well, and tells which when it does not', async () => {
    const { as, account } = await open()
    const { username, password } = required(account('administrator').signIn ?? undefined)
    expect((await as(password, { fields: { username } }).diagnose()).error).toBeNull()
    const wrong = await as('wrong', { fields: { username } }).diagnose()
    expect(wrong.error).toMatchObject({
      code: 'rejected',
      message: expect.stringContaining('password is wrong'),
    })
    const off = required(account('passwordOff').signIn ?? undefined)
    const refused = await as(off.password, { fields: { username: off.username } }).diagnose()
    expect(refused.error).toMatchObject({ message: expect.stringContaining('access token instead') })
  })
})

test('no secret of any token is in what a listing gives, though every reading holds one', async () => {
  const { server, session } = await open()
  const steps: number[] = []
  const everything = JSON.stringify(await session.list(undefined, (done) => steps.push(done)))
  for (const secret of server.control.issued().values()) expect(everything).not.toContain(secret)
  expect(steps.at(-1)).toBeGreaterThan(server.control.issued().size)
})

test('what the server refuses keeps the text of a token out of the error', async () => {
  const { server, session, self } = await open()
  const [id, secret] = required([...server.control.issued()][0])
  await session.deleteAllTokens(self)
  for (const error of [
    await failure(session.getToken(self, 'nothing')),
    await failure(session.examine(bytes('nonsense'))),
    await failure(session.confine(bytes(secret), { caveats: '[{"type":"x"}]' })),
    await failure(session.updateToken(self, id, { name: 'abc' })),
  ]) {
    expect(printed(error)).not.toContain(secret)
  }
})

test('a name that is taken, in one owner’s list only', async () => {
  const { session, self, account } = await open()
  await session.createToken(self, { name: 'twice' })
  expect(await failure(session.createToken(self, { name: 'twice' }))).toMatchObject({
    code: 'conflict',
    field: 'name',
  })
  await session.createToken(account('person').owner, { name: 'twice' })
})

test('the scope of a token names its spaces, and old releases say that they cannot', async () => {
  const { session, self } = await open()
  const { secret } = await session.createToken(self, { name: 'scoped' })
  const { lines } = await session.scope(secret)
  expect(lines.map(({ label }) => label)).toContain('Space')
  const old = await open({ perKind: { onezone: { version: '21.02.3' } } })
  const made = await old.session.createToken(old.self, { name: 'scoped' })
  expect(await failure(old.session.scope(made.secret))).toMatchObject({ code: 'unsupported' })
})

test('a database that is nearly full is said to be a fault of the server', async () => {
  const { session } = await open({ perKind: { onezone: { databaseFull: true } } })
  expect(await failure(session.list())).toMatchObject({ code: 'bad-response' })
})
