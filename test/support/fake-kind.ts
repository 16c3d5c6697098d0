import type {
  Diagnosis,
  Listing,
  Provider,
  RemoteOwner,
  RemoteToken,
  Session,
} from '../../src/main/providers/provider.ts'
import { providers } from '../../src/main/providers/registry.ts'
import { AppError } from '../../src/shared/errors.ts'
import { type Capability, capabilityIds, type KindDescriptor } from '../../src/shared/model/kind.ts'

const utf8 = new TextEncoder()

/** A server kind in memory that can do everything. Its world is changed from outside as a test needs it. */
export interface FakeKind {
  readonly provider: Provider
  /** One per server, by its URL. */
  at(url: string): FakeWorld
}

export interface FakeWorld {
  readonly owners: RemoteOwner[]
  tokens: RemoteToken[]
  /** What the next diagnosis tells. */
  capabilities: Capability[]
  /** Method names in order. */
  readonly calls: string[]
  /** Thrown by the method of this name, once, after its work when its outcome is unknown, else instead of it. */
  readonly failing: Map<keyof Session, AppError>
  /** Awaited by every list. */
  gate: Promise<void>
  /** Told as progress by the next lists. */
  progress: readonly (readonly [number, number])[]
  /** The bytes that were given to the last call with a token's text. */
  text: string | null
  selfTokenId: string | null
}

export const lost = () => new AppError('unreachable', 'The answer never arrived.', { outcome: 'unknown' })

export const fakeToken = (remoteId: string, change: Partial<RemoteToken> = {}): RemoteToken => ({
  remoteId,
  owner: { id: 'u1', name: 'Jane' },
  creator: { id: 'u1', name: 'Jane' },
  name: remoteId,
  createdAt: '2026-01-01T00:00:00Z',
  expiresAt: null,
  lastUsedAt: null,
  enabled: true,
  labels: [{ name: 'team', value: 'storage' }],
  details: { id: remoteId, extra: ['kept'] },
  ...change,
})

const owner = (id: string, name: string, change: Partial<RemoteOwner> = {}): RemoteOwner => ({
  id,
  name,
  type: 'user',
  isSelf: false,
  manageable: true,
  reason: null,
  ...change,
})

const everything = (): Capability[] => capabilityIds.map((id) => ({ id, available: true, reason: null }))

const newWorld = (): FakeWorld => ({
  owners: [
    owner('u1', 'Jane', { isSelf: true }),
    owner('u2', 'ci'),
    owner('u3', 'Bob', { manageable: false, reason: 'Another person.' }),
  ],
  tokens: [fakeToken('t1'), fakeToken('t2'), fakeToken('t3', { owner: { id: 'u2', name: 'ci' } })],
  capabilities: everything(),
  calls: [],
  failing: new Map(),
  gate: Promise.resolve(),
  progress: [],
  text: null,
  selfTokenId: null,
})

/** @param change of the descriptor, for what the kind as such cannot do */
export function createFakeKind(change: Partial<KindDescriptor> = {}): FakeKind {
  const worlds = new Map<string, FakeWorld>()
  const at = (url: string): FakeWorld => {
    const known = worlds.get(url) ?? newWorld()
    worlds.set(url, known)
    return known
  }
  const { netbird } = providers
  const descriptor: KindDescriptor = {
    ...netbird.descriptor,
    name: 'Fake',
    switchedOff: 'revoked',
    capabilities: everything(),
    createFields: [
      { ...plainField, name: 'name' },
      { ...plainField, name: 'persistence', hasChoices: true },
      { ...plainField, name: 'caveats', type: 'caveats' },
    ],
    updateFields: [{ ...plainField, name: 'name' }],
    ownerFields: [{ ...plainField, name: 'name' }],
    ...change,
  }
  return {
    at,
    provider: {
      descriptor,
      parse: ({ url, fields }) => ({ url, fields }),
      checkCredential: () => undefined,
      fitsRequest: (fields, token) => token.name === (fields['name'] ?? null),
      makesTemporary: (fields) => fields['persistence'] === 'temporary',
      open: ({ url }) => fakeSession(at(url)),
    },
  }
}

const plainField: Omit<KindDescriptor['createFields'][number], 'name'> = {
  label: 'Field',
  help: null,
  type: 'text',
  required: false,
  initial: null,
  options: [],
  min: null,
  max: null,
  maxLength: null,
}

function fakeSession(world: FakeWorld): Session {
  let made = 0
  /** Notes the call and does the work, or fails as the test wants it. */
  const done = async <T>(name: keyof Session, work: () => T): Promise<T> => {
    world.calls.push(name)
    const error = world.failing.get(name)
    world.failing.delete(name)
    if (error && error.outcome !== 'unknown') throw error
    const result = work()
    if (error) throw error
    return result
  }
  const find = (remoteId: string): RemoteToken => {
    const found = world.tokens.find((token) => token.remoteId === remoteId)
    if (!found) throw new AppError('not-found', 'There is no such token.')
    return found
  }
  const change = (remoteId: string, to: Partial<RemoteToken>): RemoteToken => {
    const changed = { ...find(remoteId), ...to }
    world.tokens = world.tokens.map((token) => (token.remoteId === remoteId ? changed : token))
    return changed
  }
  const read = (secret: Uint8Array) => {
    world.text = new TextDecoder().decode(secret)
    return { lines: [{ label: 'Length', value: String(secret.length) }], details: { length: secret.length } }
  }
  return {
    diagnose: () =>
      done(
        'diagnose',
        (): Diagnosis => ({
          checks: [{ check: 'reachable', ok: true, message: 'It answers.' }],
          identity: { ownerId: 'u1', name: 'Jane', role: null, tokenId: world.selfTokenId },
          version: '1',
          capabilities: world.capabilities,
          error: null,
        }),
      ).catch((error: unknown) => ({
        checks: [{ check: 'reachable', ok: false, message: 'It does not answer.' }],
        identity: null,
        version: null,
        capabilities: [],
        error,
      })),
    list: async (_signal, progress) => {
      for (const [at, total] of world.progress) progress?.(at, total)
      await world.gate
      return done(
        'list',
        (): Listing => ({
          owners: world.owners,
          ownersComplete: true,
          tokens: world.tokens,
          complete: 'all',
          failures: [],
        }),
      )
    },
    listOwners: () => done('listOwners', () => [...world.owners]),
    listOwnerTokens: (ownerId) =>
      done('listOwnerTokens', () => world.tokens.filter((token) => token.owner.id === ownerId)),
    getToken: (_ownerId, remoteId) => done('getToken', () => find(remoteId)),
    createToken: (ownerId, fields) =>
      done('createToken', () => {
        made += 1
        const isTemporary = fields['persistence'] === 'temporary'
        const name = world.owners.find(({ id }) => id === ownerId)?.name ?? null
        const token = fakeToken(isTemporary ? `nonce-${made}` : `made-${made}`, {
          owner: { id: ownerId, name },
          name: fields['name'] ?? null,
          expiresAt: isTemporary ? '2099-01-01T00:00:00Z' : null,
        })
        if (!isTemporary) world.tokens.push(token)
        return { token, isTemporary, secret: utf8.encode(`fake-secret-${made}`) }
      }),
    updateToken: (_ownerId, remoteId, fields) =>
      done('updateToken', () => change(remoteId, { name: fields['name'] ?? null })),
    setTokenEnabled: (_ownerId, remoteId, enabled) =>
      done('setTokenEnabled', () => change(remoteId, { enabled })),
    deleteToken: (_ownerId, remoteId) =>
      done('deleteToken', () => {
        find(remoteId)
        world.tokens = world.tokens.filter((token) => token.remoteId !== remoteId)
      }),
    verifySecret: (_secret, expected) =>
      done('verifySecret', () => ({
        ok: true,
        owner: { id: 'u1', name: 'Jane' },
        remoteId: expected?.remoteId ?? null,
        reason: null,
      })),
    readSecret: (_ownerId, remoteId) => done('readSecret', () => utf8.encode(`read-${remoteId}`)),
    deleteAllTokens: (ownerId) =>
      done('deleteAllTokens', () => {
        world.tokens = world.tokens.filter((token) => token.owner.id !== ownerId)
      }),
    revokeTemporary: () => done('revokeTemporary', () => undefined),
    examine: (secret) => done('examine', () => read(secret)),
    confine: (secret) => done('confine', () => utf8.encode(`weaker-${secret.length}`)),
    scope: (secret) => done('scope', () => read(secret)),
    listEvents: () =>
      done('listEvents', () => [{ at: '2026-01-01T00:00:00Z', what: 'token created', by: null }]),
    createOwner: (fields) =>
      done('createOwner', () => {
        const created = owner('u9', fields['name'] ?? '', { type: 'service user' })
        world.owners.push(created)
        return created
      }),
    deleteOwner: (ownerId) =>
      done('deleteOwner', () => {
        world.owners.splice(
          world.owners.findIndex(({ id }) => id === ownerId),
          1,
        )
        world.tokens = world.tokens.filter((token) => token.owner.id !== ownerId)
      }),
    choices: (field, fields) =>
      done('choices', () => [{ value: `${field}-1`, label: JSON.stringify(fields) }]),
    close: () => Promise.resolve(),
  }
}
