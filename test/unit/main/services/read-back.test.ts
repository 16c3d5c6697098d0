import { describe, expect, test } from 'vitest'
import type { RemoteToken } from '../../../../src/main/providers/provider.ts'
import { providers } from '../../../../src/main/providers/registry.ts'
import { findCandidates } from '../../../../src/main/services/read-back.ts'

const intent = { fields: { name: 'ci' }, seenIds: ['old'] }
const hasName = (fields: Readonly<Record<string, string>>, token: RemoteToken) =>
  token.name === null || token.name === fields['name']

const token = (change: Partial<RemoteToken>): RemoteToken => ({
  remoteId: 'new',
  owner: { id: 'owner', name: null },
  creator: { id: 'me', name: null },
  name: 'ci',
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: null,
  lastUsedAt: null,
  enabled: true,
  labels: null,
  details: null,
  ...change,
})

const found = (change: Partial<RemoteToken>, selfId: string | null = 'me') =>
  findCandidates(intent, [token(change)], selfId, hasName).length === 1

describe('what was asked for', () => {
  const { netbird, qumulo } = providers
  const years = { createdAt: '2026-01-01T00:00:00Z', expiresAt: '2026-01-31T00:00:00Z' }

  test('is name and days where the kind has both', () => {
    expect(netbird.fitsRequest({ name: 'ci', expires_in: '30' }, token(years))).toBe(true)
    expect(netbird.fitsRequest({ name: 'ci', expires_in: '90' }, token(years))).toBe(false)
    expect(netbird.fitsRequest({ name: 'other', expires_in: '30' }, token(years))).toBe(false)
  })

  test('is the very instant where the kind takes one, or none at all', () => {
    const expiresAt = '2027-01-01T00:00:00Z'
    expect(qumulo.fitsRequest({ expiration_time: '2027-01-01T01:00:00+01:00' }, token({ expiresAt }))).toBe(
      true,
    )
    expect(qumulo.fitsRequest({}, token({ expiresAt }))).toBe(false)
    expect(qumulo.fitsRequest({ expiration_time: expiresAt }, token({}))).toBe(false)
    expect(qumulo.fitsRequest({}, token({}))).toBe(true)
  })
})

describe('the token a lost create made', () => {
  test('is new, of the owner, with the name, made by us', () => expect(found({})).toBe(true))
  test('is not one that was there before', () => expect(found({ remoteId: 'old' })).toBe(false))
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
