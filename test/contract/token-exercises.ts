import { expect } from 'vitest'
import type { CapabilityId } from '../../src/shared/model/kind.ts'
import { facts, type KindFacts } from './kind-facts.ts'
import { failure, type Opened, required, roomyOwner } from './practice-session.ts'

/** Tries one capability that a kind claims, against its practice server. */
export type Exercise = (opened: Opened, fact: KindFacts) => Promise<void>

export const text = (secret: Uint8Array): string => new TextDecoder().decode(secret)
export const bytes = (value: string): Uint8Array => new TextEncoder().encode(value)

/** The facts of the kind that was opened. */
const factOf = ({ provider }: Pick<Opened, 'provider'>): KindFacts => required(facts[provider.descriptor.id])

export const has = ({ provider }: Pick<Opened, 'provider'>, id: CapabilityId): boolean =>
  provider.descriptor.capabilities.some((entry) => entry.id === id && entry.available)

/** Makes a token, for the first owner that has room if none is given. */
export async function make(opened: Opened, ownerId?: string, fields?: Readonly<Record<string, string>>) {
  const owner = ownerId ?? (await roomyOwner(opened))
  return required(opened.session.createToken)(owner, fields ?? factOf(opened).createFields)
}

const selfOf = ({ server }: Opened): string => required(server.accounts['administrator']).owner

type TokenCapability = Exclude<
  Extract<CapabilityId, `tokens.${string}`>,
  | 'tokens.readSecret'
  | 'tokens.temporary'
  | 'tokens.caveats'
  | 'tokens.examine'
  | 'tokens.confine'
  | 'tokens.scope'
  | 'tokens.deleteAll'
  | 'tokens.revokeTemporary'
  | 'tokens.events'
>

/** What every kind has, more or less: the life of a token. */
export const tokenExercises: Readonly<Record<TokenCapability, Exercise>> = {
  'tokens.list': async (opened, fact) => {
    const { server, session } = opened
    const steps: [number, number][] = []
    const { owners, tokens, complete, failures } = await session.list(undefined, (...step) =>
      steps.push(step),
    )
    expect(failures).toEqual([])
    const self = owners.filter((owner) => owner.isSelf).map((owner) => owner.id)
    expect(self).toEqual(fact.knowsSelf ? [selfOf(opened)] : [])
    const issued = server.control.issued()
    expect(tokens.length).toBeGreaterThan(10)
    expect(new Set(tokens.map((row) => row.remoteId)).size).toBe(tokens.length)
    for (const row of tokens) expect(issued.has(row.remoteId)).toBe(true)
    if (complete === 'all') expect(tokens).toHaveLength(issued.size)
    else for (const row of tokens) expect(complete).toContain(row.owner.id)
    for (const owner of owners) expect(owner.manageable).toBe(owner.reason === null)
    for (const [done, total] of steps) expect(done).toBeLessThanOrEqual(total)
    expect(steps.at(-1)?.[0]).toBe(steps.at(-1)?.[1])

    // Of one owner, and one token, it is as in the whole list.
    for (const row of tokens.slice(0, 5)) {
      const ofOwner = await session.listOwnerTokens(row.owner.id)
      const whole = tokens.filter((other) => other.owner.id === row.owner.id)
      expect(ofOwner.map((one) => one.remoteId).sort()).toEqual(whole.map((one) => one.remoteId).sort())
      const single = await session.getToken(row.owner.id, row.remoteId)
      const { lastUsedAt: _used, details: _record, ...stable } = row
      expect(single).toMatchObject(stable)
    }
    // No secret is in anything that was read, whatever the server says in its answers.
    const read = JSON.stringify(tokens)
    for (const secret of issued.values()) expect(read).not.toContain(secret)
  },

  'tokens.create': async (opened, fact) => {
    const { server, session } = opened
    for (const ownerId of [selfOf(opened), await roomyOwner(opened)]) {
      const before = server.control.issued().size
      const { token, secret } = await make(opened, ownerId)
      expect(server.control.issued().get(token.remoteId)).toBe(text(secret))
      expect(server.control.issued().size).toBe(before + 1)
      expect(token.owner.id).toBe(ownerId)
      expect(token.enabled).toBe(true)
      const again = await session.getToken(ownerId, token.remoteId)
      // The answer of a create may tell less; what it tells is the same.
      expect(again).toMatchObject({ remoteId: token.remoteId, name: token.name, expiresAt: token.expiresAt })
      for (const name of ['createdAt', 'labels', 'details'] as const) {
        if (token[name] !== null) expect(again[name]).toEqual(token[name])
      }
      if (token.creator !== null) expect(again.creator?.id).toBe(token.creator.id)
      expect(opened.provider.fitsRequest(fact.createFields, again)).toBe(true)
      expect(JSON.stringify([token, again])).not.toContain(text(secret))
      // A name may have to be unique for its owner.
      if (ownerId === selfOf(opened)) await session.deleteToken(ownerId, token.remoteId)
    }
  },

  'tokens.name': async (opened, fact) => {
    const { token } = await make(opened)
    expect(token.name).toBe(fact.createFields['name'])
  },

  'tokens.rename': async (opened, fact) => {
    const { fields, name } = required(fact.rename)
    const { token } = await make(opened)
    const changed = await required(opened.session.updateToken)(token.owner.id, token.remoteId, fields)
    expect(changed.name).toBe(name)
    expect(await opened.session.getToken(token.owner.id, token.remoteId)).toEqual(changed)
    if (fact.labels) expect(fact.labels.read(changed)).toEqual(fact.labels.before)
  },

  'tokens.expiry': async (opened, fact) => {
    const { token } = await make(opened, undefined, fact.caveats?.fields)
    expect(Date.parse(token.expiresAt ?? '')).toBeGreaterThan(Date.parse('2030-06-01T12:00:00Z'))
    if (fact.caveats) expect(token.expiresAt).toBe(fact.caveats.expiresAt)
  },

  'tokens.extend': async (opened, fact) => {
    const { fields, expiresAt } = required(fact.extend)
    const { token } = await make(opened)
    const changed = await required(opened.session.updateToken)(token.owner.id, token.remoteId, fields)
    expect(Date.parse(changed.expiresAt ?? '')).toBe(Date.parse(expiresAt))
    expect(await opened.session.getToken(token.owner.id, token.remoteId)).toEqual(changed)
  },

  'tokens.disable': async (opened) => {
    const { session } = opened
    const { token, secret } = await make(opened)
    const set = required(session.setTokenEnabled)
    expect((await set(token.owner.id, token.remoteId, false)).enabled).toBe(false)
    expect((await session.getToken(token.owner.id, token.remoteId)).enabled).toBe(false)
    expect((await session.verifySecret(secret, null)).ok).toBe(false)
    expect((await set(token.owner.id, token.remoteId, true)).enabled).toBe(true)
    expect((await session.verifySecret(secret, null)).ok).toBe(true)
  },

  'tokens.delete': async (opened) => {
    const { server, session } = opened
    const { token, secret } = await make(opened)
    await session.deleteToken(token.owner.id, token.remoteId)
    expect(server.control.issued().has(token.remoteId)).toBe(false)
    for (const call of [
      () => session.getToken(token.owner.id, token.remoteId),
      () => session.deleteToken(token.owner.id, token.remoteId),
    ]) {
      expect(await failure(call())).toMatchObject({ code: 'not-found' })
    }
    expect((await session.verifySecret(secret, null)).ok).toBe(false)
  },

  'tokens.lastUsed': async (opened) => {
    const { session } = opened
    const { token, secret } = await make(opened)
    expect((await session.getToken(token.owner.id, token.remoteId)).lastUsedAt).toBeNull()
    await session.verifySecret(secret, null)
    expect((await session.getToken(token.owner.id, token.remoteId)).lastUsedAt).not.toBeNull()
  },

  'tokens.creator': async (opened) => {
    const { token } = await make(opened)
    const again = await opened.session.getToken(token.owner.id, token.remoteId)
    expect(again.creator?.id).toBe(selfOf(opened))
  },

  'tokens.verify': async (opened, fact) => {
    const { server, session } = opened
    const mine = await make(opened, selfOf(opened))
    const theirs = await make(opened)
    const place = (made: typeof mine) => ({ ownerId: made.token.owner.id, remoteId: made.token.remoteId })
    for (const made of [mine, theirs]) {
      const found = await session.verifySecret(made.secret, place(made))
      expect(found).toMatchObject({ ok: true, reason: null })
      expect(found.isCertain ?? true).toBe(fact.knowsSelf)
      expect(found.owner?.id).toBe(fact.knowsSelf ? made.token.owner.id : undefined)
      expect([null, made.token.remoteId]).toContain(found.remoteId)
    }
    const never = `${server.secret.slice(0, -4)}zzzz`
    expect((await session.verifySecret(bytes(never), null)).ok).toBe(false)
    if (!fact.knowsWhich) return
    const crossed = await session.verifySecret(mine.secret, place(theirs))
    expect(crossed).toMatchObject({ ok: false, owner: { id: mine.token.owner.id } })
    expect(crossed.reason).not.toBeNull()
    // Another token of the same owner: our own credential, and then one that is nobody's credential.
    const ownPlace = { ownerId: selfOf(opened), remoteId: required(server.accounts['administrator']).tokenId }
    expect((await session.verifySecret(mine.secret, ownPlace)).ok).toBe(false)
    expect((await session.verifySecret(bytes(server.secret), place(mine))).ok).toBe(false)
    expect((await session.verifySecret(bytes(server.secret), ownPlace)).ok).toBe(true)
  },

  'tokens.labels': async (opened, fact) => {
    const { fields, before, after, read } = required(fact.labels)
    const { session } = opened
    const { token } = await make(opened)
    expect(read(await session.getToken(token.owner.id, token.remoteId))).toEqual(before)
    const changed = await required(session.updateToken)(token.owner.id, token.remoteId, fields)
    expect(read(changed)).toEqual(after)
    expect(changed.name).toBe(token.name)
    expect(read(await session.getToken(token.owner.id, token.remoteId))).toEqual(after)
  },
}
