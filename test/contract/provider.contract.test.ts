import { describe, expect, test } from 'vitest'
import type { Session } from '../../src/main/providers/provider.ts'
import { providers } from '../../src/main/providers/registry.ts'
import { type CapabilityId, capabilityIds, kindIds } from '../../src/shared/model/kind.ts'
import { exercises } from './exercises.ts'
import { facts } from './kind-facts.ts'
import { failure, type Opened, openPractice, required, roomyOwner, startTrap } from './practice-session.ts'
import { has, make, text } from './token-exercises.ts'

/** The method that does what a capability promises; the others show in fields and values. */
const methods: Partial<Record<CapabilityId, keyof Session>> = {
  'tokens.create': 'createToken',
  'tokens.disable': 'setTokenEnabled',
  'tokens.readSecret': 'readSecret',
  'tokens.examine': 'examine',
  'tokens.confine': 'confine',
  'tokens.scope': 'scope',
  'tokens.deleteAll': 'deleteAllTokens',
  'tokens.revokeTemporary': 'revokeTemporary',
  'tokens.events': 'listEvents',
  'owners.create': 'createOwner',
  'owners.delete': 'deleteOwner',
}

describe.each([...kindIds])('%s', (kind) => {
  const provider = providers[kind]
  const { descriptor } = provider
  const fact = required(facts[kind])
  const can = (id: CapabilityId): boolean => has({ provider }, id)

  describe.each([
    ['over plain http to this computer', false],
    ['over TLS with a pinned certificate', true],
  ])('a capability it claims works %s', (_way, isPinned) => {
    test.each(capabilityIds.filter(can))('%s', async (id) => {
      const opened = await openPractice(kind, { isPinned })
      expect(new URL(opened.server.url).protocol).toBe(isPinned ? 'https:' : 'http:')
      await exercises[id](opened, fact)
    })
  })

  test('a capability it denies has a reason, no method, no field and no value', async () => {
    const { session } = await openPractice(kind)
    for (const { id, available, reason } of descriptor.capabilities) {
      expect([id, reason === null]).toEqual([id, available])
      const method = methods[id]
      if (method !== undefined) expect([id, session[method] !== undefined]).toEqual([id, available])
    }
    expect(provider.startSignIn !== undefined).toBe(can('servers.signIn'))
    expect(provider.makesTemporary !== undefined).toBe(can('tokens.temporary'))
    expect(descriptor.ownerFields.length > 0).toBe(can('owners.create'))
    const { createFields, updateFields, serverFields } = descriptor
    expect(session.updateToken !== undefined).toBe(updateFields.length > 0)
    const changes: CapabilityId[] = ['tokens.extend', 'tokens.rename', 'tokens.disable', 'tokens.labels']
    expect(updateFields.length > 0).toBe(changes.some(can))
    for (const [field, id] of [
      ['name', 'tokens.rename'],
      ['expiration_time', 'tokens.extend'],
      ['labels', 'tokens.labels'],
    ] as const) {
      if (updateFields.some(({ name }) => name === field)) expect([field, can(id)]).toEqual([field, true])
    }
    expect(updateFields.some(({ name }) => name === 'name')).toBe(can('tokens.rename'))
    expect(createFields.some(({ type }) => type === 'caveats')).toBe(can('tokens.caveats'))
    const asksForChoices = [...createFields, ...updateFields, ...serverFields].some(
      (field) => field.hasChoices === true,
    )
    expect(session.choices !== undefined).toBe(asksForChoices)

    const { tokens } = await session.list()
    if (!can('tokens.lastUsed')) expect(tokens.every((row) => row.lastUsedAt === null)).toBe(true)
    if (!can('tokens.name')) expect(tokens.every((row) => row.name === null)).toBe(true)
    if (!can('tokens.disable')) expect(tokens.every((row) => row.enabled)).toBe(true)
    if (!can('tokens.creator')) expect(tokens.every((row) => row.creator === null)).toBe(true)
    if (!can('tokens.expiry')) expect(tokens.every((row) => row.expiresAt === null)).toBe(true)
    if (!can('tokens.labels')) expect(tokens.every((row) => row.labels === null)).toBe(true)
  })

  test.runIf(fact.choices)('values to choose from come from the server', async () => {
    const { session } = await openPractice(kind)
    const { field, fields } = required(fact.choices)
    const choices = await required(session.choices)(field, fields)
    expect(choices.length).toBeGreaterThan(0)
    expect(choices.length).toBeLessThanOrEqual(1_000)
    expect(new Set(choices.map((choice) => choice.value)).size).toBe(choices.length)
  })

  test('a limit known beforehand is refused before anything is sent', async () => {
    const opened = await openPractice(kind)
    const { session } = opened
    const limit = descriptor.tokensPerOwner
    const ownerId = await roomyOwner(opened)
    if (limit === null) {
      for (let count = 0; count < 5; count++) {
        const name = `made by the contract ${count}`
        await make(opened, ownerId, { ...fact.createFields, name })
      }
      return
    }
    for (const row of await session.listOwnerTokens(ownerId)) await session.deleteToken(ownerId, row.remoteId)
    for (let count = 0; count < limit; count++) await make(opened, ownerId)
    const before = creates(opened)
    expect(await failure(make(opened, ownerId))).toMatchObject({
      code: 'limit-reached',
      outcome: 'not-sent',
    })
    expect(creates(opened)).toBe(before)
    expect(await session.listOwnerTokens(ownerId)).toHaveLength(limit)
  })

  /** How many requests were sent that make a token. */
  function creates({ server }: Opened): number {
    return server
      .requests()
      .filter(({ method, path }) => method === fact.create.method && fact.create.path.test(path)).length
  }

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
        const opened = await openPractice(kind)
        const { server, session, as } = opened
        const ownerId = await roomyOwner(opened)
        const before = server.control.issued()
        const ids = new Set((await session.listOwnerTokens(ownerId)).map((row) => row.remoteId))
        const impatient = as(server.secret, {
          limits: { totalMs: misbehaviour.startsWith('hang') ? 400 : 15_000 },
        })
        server.control.next({ ...fact.create, do: misbehaviour })
        const error = await failure(make({ ...opened, session: impatient }, ownerId))
        expect(error.outcome).toBe('unknown')
        expect(server.control.issued().size).toBe(before.size + made)
        const orphans = (await session.listOwnerTokens(ownerId)).filter((row) => !ids.has(row.remoteId))
        expect(orphans).toHaveLength(made)
        expect(orphans.every((row) => provider.fitsRequest(fact.createFields, row))).toBe(true)
        expect(creates(opened)).toBe(1)
      },
    )

    test('that is answered with a redirect or refused was not done', async () => {
      const opened = await openPractice(kind)
      const { server } = opened
      const trap = await startTrap()
      const ownerId = await roomyOwner(opened)
      const before = server.control.issued().size
      for (const [rule, code] of [
        [{ do: 'redirect', location: `${trap.url}/x`, status: 307 }, 'redirected'],
        [{ do: 'status', status: 401 }, 'rejected'],
        [{ do: 'status', status: 403 }, 'forbidden'],
        [{ do: 'status', status: 429, headers: { 'retry-after': '7' } }, 'rate-limited'],
      ] as const) {
        server.control.next({ ...fact.create, ...rule })
        expect(await failure(make(opened, ownerId))).toMatchObject({ code, outcome: 'refused' })
      }
      expect(server.control.issued().size).toBe(before)
      expect(trap.hits).toEqual([])
    })

    test('that is given up before it is sent does nothing, and once it is sent brings its secret', async () => {
      const opened = await openPractice(kind)
      const { server, session } = opened
      const ownerId = await roomyOwner(opened)
      const before = server.control.issued().size
      const create = required(session.createToken)
      const early = await failure(create(ownerId, fact.createFields, AbortSignal.abort()))
      expect(early).toMatchObject({ code: 'cancelled', outcome: 'not-sent' })
      expect(server.control.issued().size).toBe(before)
      const controller = new AbortController()
      const seen = server.control.seen(fact.create)
      const creating = create(ownerId, fact.createFields, controller.signal)
      await seen
      controller.abort()
      const { token, secret } = await creating
      expect(server.control.issued().get(token.remoteId)).toBe(text(secret))
    })

    test('with wrong fields is refused before anything is sent', async () => {
      const { server, session } = await openPractice(kind)
      for (const field of descriptor.createFields) {
        // A text may be almost anything; a field that may be left out, or is hidden, may be empty.
        const isNeeded = field.required && !field.when
        const wrong = field.type === 'text' ? (isNeeded ? '' : 'two\nlines') : 'not possible'
        const fields = { ...fact.createFields, [field.name]: wrong }
        const error = await failure(required(session.createToken)(fact.nobody, fields))
        expect([field.name, error.toData()]).toMatchObject([
          field.name,
          { code: 'invalid-input', field: field.name },
        ])
        expect(error.outcome).toBe('not-sent')
      }
      expect(server.requests()).toEqual([])
    })
  })
})
