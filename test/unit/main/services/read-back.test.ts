import { describe, expect, test } from 'vitest'
import type { RemoteToken } from '../../../../src/main/providers/provider.ts'
import { findCandidates } from '../../../../src/main/services/read-back.ts'
import type { CreateIntent } from '../../../../src/main/vault/tables/intents.ts'

const intent: CreateIntent = {
  id: 'i',
  serverId: 's',
  ownerId: 'owner',
  fields: { name: 'ci' },
  seenIds: ['old'],
  sentAtMs: 1000,
}

const token = (change: Partial<RemoteToken>): RemoteToken => ({
  remoteId: 'new',
  owner: { id: 'owner', name: null },
  creator: { id: 'me', name: null },
  name: 'ci',
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: null,
  lastUsedAt: null,
  enabled: true,
  ...change,
})

const found = (change: Partial<RemoteToken>, selfId: string | null = 'me') =>
  findCandidates(intent, [token(change)], selfId).length === 1

describe('the token a lost create made', () => {
  test('is new, of the owner, with the name, made by us', () => expect(found({})).toBe(true))
  test('is not one that was there before', () => expect(found({ remoteId: 'old' })).toBe(false))
  test('is not one of another owner', () => expect(found({ owner: { id: 'x', name: null } })).toBe(false))
  test('is not one with another name', () => expect(found({ name: 'other' })).toBe(false))
  test('is not one that somebody else made', () =>
    expect(found({ creator: { id: 'x', name: null } })).toBe(false))
  test('is found on servers that have no names, or do not tell the creator', () => {
    expect(found({ name: null, creator: null })).toBe(true)
  })
  test('is found although we do not know who we are', () => expect(found({}, null)).toBe(true))
  test('is found however wrong the clocks are', () => {
    expect(found({ createdAt: '1970-01-01T00:00:00Z' })).toBe(true)
    expect(found({ createdAt: '2099-01-01T00:00:00Z' })).toBe(true)
    expect(found({ createdAt: null })).toBe(true)
  })
})
