import { expect } from 'vitest'
import type { Examination } from '../../src/main/providers/provider.ts'
import type { CapabilityId } from '../../src/shared/model/kind.ts'
import type { KindFacts } from './kind-facts.ts'
import { failure, type Opened, required, roomyOwner } from './practice-session.ts'
import { bytes, type Exercise, make, text, tokenExercises } from './token-exercises.ts'

function readable(found: Examination, secret: Uint8Array): void {
  expect(found.lines.length).toBeGreaterThan(0)
  for (const line of found.lines) expect(line.label).not.toBe('')
  expect(JSON.stringify(found)).not.toContain(text(secret))
}

async function makeTemporary(opened: Opened, fact: KindFacts) {
  const self = required(opened.server.accounts['administrator']).owner
  return { self, made: await make(opened, self, required(fact.temporary)) }
}

/** One per capability, so that none can be claimed without being tried. */
export const exercises: Readonly<Record<CapabilityId, Exercise>> = {
  ...tokenExercises,

  'tokens.readSecret': async (opened) => {
    const { token, secret } = await make(opened)
    const read = required(opened.session.readSecret)
    expect(text(await read(token.owner.id, token.remoteId))).toBe(text(secret))
    const other = required(opened.server.accounts['administrator']).owner
    expect(await failure(read(other, token.remoteId))).toMatchObject({ code: 'not-found' })
  },

  'tokens.temporary': async (opened, fact) => {
    const { session, provider } = opened
    const { self, made } = await makeTemporary(opened, fact)
    expect(made).toMatchObject({ isTemporary: true, token: { owner: { id: self } } })
    expect(made.token.remoteId).not.toBe('')
    expect(provider.makesTemporary?.(required(fact.temporary))).toBe(true)
    expect(provider.makesTemporary?.(fact.createFields)).toBe(false)
    const listed = await session.listOwnerTokens(self)
    expect(listed.map((row) => row.remoteId)).not.toContain(made.token.remoteId)
    expect(await session.verifySecret(made.secret, null)).toMatchObject({ ok: true, owner: { id: self } })
  },

  'tokens.caveats': async (opened, fact) => {
    const { fields, caveats } = required(fact.caveats)
    const { token } = await make(opened, undefined, fields)
    const { details } = await opened.session.getToken(token.owner.id, token.remoteId)
    expect(details?.['caveats']).toEqual(caveats)
  },

  'tokens.examine': async (opened, fact) => {
    const { secret, token } = await make(opened, undefined, fact.caveats?.fields)
    const found = await required(opened.session.examine)(secret)
    readable(found, secret)
    expect(JSON.stringify(found)).toContain(token.owner.id)
    const wrong = await failure(required(opened.session.examine)(bytes('no-token-at-all')))
    expect(['invalid-input', 'bad-response', 'rejected']).toContain(wrong.code)
  },

  'tokens.confine': async (opened, fact) => {
    const { session } = opened
    const { fields, says } = required(fact.confine)
    const { secret } = await make(opened)
    const weaker = await required(session.confine)(secret, fields)
    expect(text(weaker)).not.toBe(text(secret))
    const found = await required(session.examine)(weaker)
    expect(found.lines.map((line) => line.value).join('\n')).toMatch(says)
    expect(await failure(required(session.confine)(secret, {}))).toMatchObject({
      code: 'invalid-input',
      outcome: 'not-sent',
    })
  },

  'tokens.scope': async (opened) => {
    const { secret } = await make(opened)
    readable(await required(opened.session.scope)(secret), secret)
  },

  'tokens.deleteAll': async (opened) => {
    const { session, server } = opened
    const ownerId = await roomyOwner(opened)
    await make(opened, ownerId)
    const before = server.control.issued().size
    const owned = await session.listOwnerTokens(ownerId)
    await required(session.deleteAllTokens)(ownerId)
    expect(await session.listOwnerTokens(ownerId)).toEqual([])
    expect(server.control.issued().size).toBe(before - owned.length)
    // An empty owner must never become the address of somebody else's tokens, such as our own.
    const requests = server.requests().length
    for (const nobody of ['', '.', '..', ' ']) {
      expect(await failure(required(session.deleteAllTokens)(nobody))).toMatchObject({ outcome: 'not-sent' })
    }
    const sent = server.requests().slice(requests)
    expect(sent.filter((request) => request.method === 'DELETE')).toEqual([])
  },

  'tokens.revokeTemporary': async (opened, fact) => {
    const { session } = opened
    const { self, made } = await makeTemporary(opened, fact)
    expect((await session.verifySecret(made.secret, null)).ok).toBe(true)
    await required(session.revokeTemporary)(self)
    expect((await session.verifySecret(made.secret, null)).ok).toBe(false)
  },

  'tokens.events': async (opened) => {
    const self = required(opened.server.accounts['administrator'])
    const { token } = await make(opened)
    const events = await required(opened.session.listEvents)(token.owner.id, token.remoteId)
    expect(events.length).toBeGreaterThan(0)
    const times = events.map((event) => Date.parse(event.at))
    expect(times).toEqual([...times].sort((one, other) => other - one))
    expect(events.find((event) => event.by?.id === self.owner)?.what).toMatch(/\.$/)
  },

  'owners.list': async ({ session }) => {
    const byId = (one: { id: string }, other: { id: string }): number => one.id.localeCompare(other.id)
    const { owners } = await session.list()
    expect([...(await session.listOwners())].sort(byId)).toEqual([...owners].sort(byId))
    expect(owners.length).toBeGreaterThan(5)
    for (const owner of owners) {
      expect([owner.name, owner.type]).not.toContain('')
      if (session.findOwner) expect(await session.findOwner(owner.id)).toMatchObject({ id: owner.id })
    }
  },

  'owners.create': async (opened, fact) => {
    const { session, provider } = opened
    const fields = required(fact.owner)
    const made = await required(session.createOwner)(fields)
    expect(made).toMatchObject({ name: fields['name'], isSelf: false, manageable: true, reason: null })
    expect((await session.listOwners()).find((owner) => owner.id === made.id)).toEqual(made)
    expect((await make(opened, made.id)).token.owner.id).toBe(made.id)
    for (const field of provider.descriptor.ownerFields.filter(({ required: isNeeded }) => isNeeded)) {
      const error = await failure(required(session.createOwner)({ ...fields, [field.name]: '' }))
      expect(error.toData()).toMatchObject({ code: 'invalid-input', field: field.name })
      expect(error.outcome).toBe('not-sent')
    }
  },

  'owners.delete': async (opened, fact) => {
    const { session, server } = opened
    const made = await required(session.createOwner)(required(fact.owner))
    const { secret } = await make(opened, made.id)
    await required(session.deleteOwner)(made.id)
    expect((await session.listOwners()).map((owner) => owner.id)).not.toContain(made.id)
    expect((await session.verifySecret(secret, null)).ok).toBe(false)
    // Nobody who is not there is one of those who may be deleted.
    const again = await failure(required(session.deleteOwner)(made.id))
    expect(['not-found', 'invalid-input']).toContain(again.code)
    const self = required(server.accounts['administrator']).owner
    expect(await failure(required(session.deleteOwner)(self))).toMatchObject({ outcome: 'not-sent' })
  },

  'servers.signIn': async (opened, fact) => {
    const { provider, server, client, now, as } = opened
    const config = provider.parse({ url: server.url, fields: server.fields })
    const signIn = await required(provider.startSignIn)(config, { http: client(), now })
    expect(signIn.expiresAtMs).toBeGreaterThan(now())
    expect(await signIn.finish('')).toBeNull()
    const code = await required(fact.signIn)(server, signIn.url)
    expect(await failure(signIn.finish(`${code}x`))).toMatchObject({ code: 'invalid-input', field: 'code' })
    const again = await required(provider.startSignIn)(config, { http: client(), now })
    const credential = await again.finish(await required(fact.signIn)(server, again.url))
    const found = await as(text(required(credential ?? undefined))).diagnose()
    expect(found).toMatchObject({ error: null, identity: { tokenId: null } })
    await signIn.cancel()
  },
}
