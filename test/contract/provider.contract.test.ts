import { describe, expect, test } from 'vitest'
import type { Session } from '../../src/main/providers/provider.ts'
import { providers } from '../../src/main/providers/registry.ts'
import type { CapabilityId, KindId } from '../../src/shared/model/kind.ts'
import { contractKinds, facts, failure, openPractice, required, startTrap } from './practice-session.ts'

const text = (bytes: Uint8Array): string => new TextDecoder().decode(bytes)
const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

describe.each([...contractKinds])('%s', (kind: KindId) => {
  const { descriptor } = providers[kind]
  const fact = facts[kind]
  const has = (id: CapabilityId): boolean =>
    descriptor.capabilities.some((entry) => entry.id === id && entry.available)

  /** The first owner other than ourselves who has room for a token. */
  async function roomyOwner(session: Session): Promise<string> {
    const { owners, tokens } = await session.list()
    const limit = descriptor.tokensPerOwner ?? Number.POSITIVE_INFINITY
    const found = owners.find(
      (owner) =>
        owner.manageable && !owner.isSelf && tokens.filter((row) => row.owner.id === owner.id).length < limit,
    )
    return required(found).id
  }

  async function create(session: Session, ownerId: string, signal?: AbortSignal) {
    return required(session.createToken)(ownerId, fact.createFields, signal)
  }

  describe('a capability it claims works', () => {
    test('tokens.list: everything that may be seen, and nothing else', async () => {
      const { server, session } = await openPractice(kind)
      const { owners, tokens, complete, failures } = await session.list()
      expect(failures).toEqual([])
      const self = owners.filter((owner) => owner.isSelf)
      expect(self.map((owner) => owner.id)).toEqual([server.accounts['administrator']?.owner])
      const issued = server.control.issued()
      expect(tokens.length).toBeGreaterThan(10)
      expect(new Set(tokens.map((row) => row.remoteId)).size).toBe(tokens.length)
      for (const row of tokens) expect(issued.has(row.remoteId)).toBe(true)
      if (complete === 'all') expect(tokens).toHaveLength(issued.size)
      else for (const row of tokens) expect(complete).toContain(row.owner.id)
      for (const owner of owners) expect(owner.manageable).toBe(owner.reason === null)
    })

    test('tokens.list: of one owner, and one token, as in the whole list', async () => {
      const { session } = await openPractice(kind)
      const { tokens } = await session.list()
      for (const row of tokens.slice(0, 5)) {
        const ofOwner = await session.listOwnerTokens(row.owner.id)
        const whole = tokens.filter((other) => other.owner.id === row.owner.id)
        expect(ofOwner.map((other) => other.remoteId).sort()).toEqual(
          whole.map((other) => other.remoteId).sort(),
        )
        const single = await session.getToken(row.owner.id, row.remoteId)
        expect(single).toMatchObject({
          remoteId: row.remoteId,
          createdAt: row.createdAt,
          expiresAt: row.expiresAt,
        })
      }
    })

    test.runIf(has('tokens.create'))('tokens.create: for oneself and for another', async () => {
      const { server, session } = await openPractice(kind)
      const selfId = required(server.accounts['administrator']).owner
      for (const ownerId of [selfId, await roomyOwner(session)]) {
        const before = server.control.issued().size
        const { token, secret } = await create(session, ownerId)
        expect(server.control.issued().get(token.remoteId)).toBe(text(secret))
        expect(server.control.issued().size).toBe(before + 1)
        expect(token.owner.id).toBe(ownerId)
        expect(token.enabled).toBe(true)
        const again = await session.getToken(ownerId, token.remoteId)
        // The answer of a create may tell less; what it tells is the same.
        expect(token).toEqual({
          ...again,
          owner: { id: again.owner.id, name: token.owner.name },
          creator: again.creator && { id: again.creator.id, name: token.creator?.name ?? null },
          createdAt: token.createdAt === null ? null : again.createdAt,
          details: token.details === null ? null : again.details,
        })
        if (has('tokens.name')) expect(token.name).toBe(fact.createFields['name'])
        else expect(token.name).toBeNull()
        if (has('tokens.expiry')) expect(token.expiresAt).not.toBeNull()
        if (has('tokens.creator')) expect(token.creator?.id).toBe(selfId)
      }
    })

    test.runIf(has('tokens.extend'))('tokens.extend: to another time, sent as given', async () => {
      const { session } = await openPractice(kind)
      const { token } = await create(session, await roomyOwner(session))
      const expiresAt = '2033-03-03T03:03:03Z'
      const changed = await required(session.updateToken)(token.owner.id, token.remoteId, {
        expiration_time: expiresAt,
      })
      expect(Date.parse(changed.expiresAt ?? '')).toBe(Date.parse(expiresAt))
      expect(await session.getToken(token.owner.id, token.remoteId)).toEqual(changed)
    })

    test.runIf(has('tokens.disable'))('tokens.disable: off and on again', async () => {
      const { session } = await openPractice(kind)
      const { token, secret } = await create(session, await roomyOwner(session))
      const set = required(session.setTokenEnabled)
      expect((await set(token.owner.id, token.remoteId, false)).enabled).toBe(false)
      expect((await session.getToken(token.owner.id, token.remoteId)).enabled).toBe(false)
      expect((await session.verifySecret(secret, null)).ok).toBe(false)
      expect((await set(token.owner.id, token.remoteId, true)).enabled).toBe(true)
      expect((await session.verifySecret(secret, null)).ok).toBe(true)
    })

    test.runIf(has('tokens.delete'))('tokens.delete: for good', async () => {
      const { server, session } = await openPractice(kind)
      const { token, secret } = await create(session, await roomyOwner(session))
      await session.deleteToken(token.owner.id, token.remoteId)
      expect(server.control.issued().has(token.remoteId)).toBe(false)
      expect(await failure(session.getToken(token.owner.id, token.remoteId))).toMatchObject({
        code: 'not-found',
      })
      expect(await failure(session.deleteToken(token.owner.id, token.remoteId))).toMatchObject({
        code: 'not-found',
      })
      expect((await session.verifySecret(secret, null)).ok).toBe(false)
    })

    test.runIf(has('tokens.lastUsed'))('tokens.lastUsed: shows after the first use', async () => {
      const { session } = await openPractice(kind)
      const { token, secret } = await create(session, await roomyOwner(session))
      expect((await session.getToken(token.owner.id, token.remoteId)).lastUsedAt).toBeNull()
      await session.verifySecret(secret, null)
      expect((await session.getToken(token.owner.id, token.remoteId)).lastUsedAt).not.toBeNull()
    })

    test.runIf(has('tokens.verify'))('tokens.verify: whose it is, and which one', async () => {
      const { server, session } = await openPractice(kind)
      const mine = await create(session, required(server.accounts['administrator']).owner)
      const theirs = await create(session, await roomyOwner(session))
      const place = (made: typeof mine) => ({ ownerId: made.token.owner.id, remoteId: made.token.remoteId })
      for (const made of [mine, theirs]) {
        const found = await session.verifySecret(made.secret, place(made))
        expect(found).toMatchObject({ ok: true, owner: { id: made.token.owner.id }, reason: null })
        expect([null, made.token.remoteId]).toContain(found.remoteId)
      }
      const crossed = await session.verifySecret(mine.secret, place(theirs))
      expect(crossed).toMatchObject({ ok: false, owner: { id: mine.token.owner.id } })
      expect(crossed.reason).not.toBeNull()
      // Another token of the same owner: our own credential, and then one that is nobody's credential.
      const ownPlace = {
        ownerId: mine.token.owner.id,
        remoteId: required(server.accounts['administrator']).tokenId,
      }
      expect((await session.verifySecret(mine.secret, ownPlace)).ok).toBe(false)
      expect((await session.verifySecret(bytes(server.secret), place(mine))).ok).toBe(false)
      expect((await session.verifySecret(bytes(server.secret), ownPlace)).ok).toBe(true)
      const never = `${server.secret.slice(0, -4)}zzzz`
      expect((await session.verifySecret(bytes(never), null)).ok).toBe(false)
    })

    test.runIf(has('owners.list'))('owners.list: the same owners as in the list', async () => {
      const { session } = await openPractice(kind)
      const byId = (one: { id: string }, other: { id: string }): number => one.id.localeCompare(other.id)
      const owners = [...(await session.listOwners())].sort(byId)
      expect(owners).toEqual([...(await session.list()).owners].sort(byId))
      expect(owners.length).toBeGreaterThan(5)
    })
  })

  test('a capability it denies has no method and no value', async () => {
    const { session } = await openPractice(kind)
    expect(session.createToken !== undefined).toBe(has('tokens.create'))
    expect(session.setTokenEnabled !== undefined).toBe(has('tokens.disable'))
    expect(session.updateToken !== undefined).toBe(descriptor.updateFields.length > 0)
    expect(descriptor.updateFields.length > 0).toBe(
      has('tokens.extend') || has('tokens.rename') || has('tokens.disable'),
    )
    expect(descriptor.updateFields.some((field) => field.name === 'name')).toBe(has('tokens.rename'))
    expect('readSecret' in session).toBe(has('tokens.readSecret'))
    const { tokens } = await session.list()
    if (!has('tokens.lastUsed')) expect(tokens.every((row) => row.lastUsedAt === null)).toBe(true)
    if (!has('tokens.name')) expect(tokens.every((row) => row.name === null)).toBe(true)
    if (!has('tokens.disable')) expect(tokens.every((row) => row.enabled)).toBe(true)
    if (!has('tokens.creator')) expect(tokens.every((row) => row.creator === null)).toBe(true)
  })

  test('a limit known beforehand is refused before anything is sent', async () => {
    const { server, session } = await openPractice(kind)
    const limit = descriptor.tokensPerOwner
    const ownerId = await roomyOwner(session)
    if (limit === null) {
      for (let count = 0; count < 5; count++) await create(session, ownerId)
      return
    }
    for (const row of await session.listOwnerTokens(ownerId)) await session.deleteToken(ownerId, row.remoteId)
    for (let count = 0; count < limit; count++) await create(session, ownerId)
    const posts = (): number =>
      server.requests().filter((request) => request.method === 'POST' && fact.create.path.test(request.path))
        .length
    const before = posts()
    expect(await failure(create(session, ownerId))).toMatchObject({
      code: 'limit-reached',
      outcome: 'not-sent',
    })
    expect(posts()).toBe(before)
    expect(await session.listOwnerTokens(ownerId)).toHaveLength(limit)
  })

  describe('a create', () => {
    test.each([
      ['drop-after-work', 1],
      ['hang-after-work', 1],
      ['garbage', 1],
      ['empty', 1],
      ['huge', 1],
      ['drop-before-work', 0],
      ['hang', 0],
      ['html', 0],
    ] as const)(
      'whose answer is lost by %s: unknown, made %i times, found by reading back',
      async (misbehaviour, made) => {
        const { server, session, as } = await openPractice(kind)
        const ownerId = await roomyOwner(session)
        const before = server.control.issued()
        const ids = new Set((await session.listOwnerTokens(ownerId)).map((row) => row.remoteId))
        const impatient = as(server.secret, {
          limits: { totalMs: misbehaviour.startsWith('hang') ? 400 : 15_000 },
        })
        server.control.next({ ...fact.create, do: misbehaviour })
        const error = await failure(create(impatient, ownerId))
        expect(error.outcome).toBe('unknown')
        expect(server.control.issued().size).toBe(before.size + made)
        const orphans = (await session.listOwnerTokens(ownerId)).filter((row) => !ids.has(row.remoteId))
        expect(orphans).toHaveLength(made)
        const attempts = server
          .requests()
          .filter((request) => request.method === 'POST' && fact.create.path.test(request.path))
        expect(attempts).toHaveLength(1)
      },
    )

    test('that is answered with a redirect or refused was not done', async () => {
      const { server, session } = await openPractice(kind)
      const trap = await startTrap()
      const ownerId = await roomyOwner(session)
      const before = server.control.issued().size
      for (const [rule, code] of [
        [{ do: 'redirect', location: `${trap.url}/x`, status: 307 }, 'redirected'],
        [{ do: 'status', status: 401 }, 'rejected'],
        [{ do: 'status', status: 403 }, 'forbidden'],
        [{ do: 'status', status: 429, headers: { 'retry-after': '7' } }, 'rate-limited'],
      ] as const) {
        server.control.next({ ...fact.create, ...rule })
        expect(await failure(create(session, ownerId))).toMatchObject({ code, outcome: 'refused' })
      }
      expect(server.control.issued().size).toBe(before)
      expect(trap.hits).toEqual([])
    })

    test('that is given up before it is sent does nothing, and once it is sent brings its secret', async () => {
      const { server, session } = await openPractice(kind)
      const ownerId = await roomyOwner(session)
      const before = server.control.issued().size
      const early = await failure(create(session, ownerId, AbortSignal.abort()))
      expect(early).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
      expect(server.control.issued().size).toBe(before)
      const controller = new AbortController()
      const seen = server.control.seen(fact.create)
      const creating = create(session, ownerId, controller.signal)
      await seen
      controller.abort()
      const { token, secret } = await creating
      expect(server.control.issued().get(token.remoteId)).toBe(text(secret))
    })

    test('with wrong fields is refused before anything is sent', async () => {
      const { server, session } = await openPractice(kind)
      for (const field of descriptor.createFields) {
        const wrong = { ...fact.createFields, [field.name]: field.type === 'text' ? '' : 'not possible' }
        const error = await failure(required(session.createToken)('x', wrong))
        expect(error.toData()).toMatchObject({ code: 'invalid-input', field: field.name })
        expect(error.outcome).toBe('not-sent')
      }
      expect(server.requests()).toEqual([])
    })
  })
})
