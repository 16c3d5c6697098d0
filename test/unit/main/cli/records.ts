import type { Input, Output } from '../../../../src/shared/ipc/contract.ts'
import type { KindDescriptor } from '../../../../src/shared/model/kind.ts'
import type { Owner, Server } from '../../../../src/shared/model/server.ts'
import type { Token } from '../../../../src/shared/model/token.ts'
import type { FakeHandlers } from '../../../support/cli-host.ts'

export const serverId = '7c1f0ee4-3c44-4d4b-9f0c-2f6f6a2b7a01'

export function makeServer(change: Partial<Server> = {}): Server {
  return {
    id: serverId,
    name: 'office',
    kind: 'netbird',
    url: 'https://office.example',
    state: 'ok',
    stateMessage: null,
    trust: 'system',
    fields: {},
    connection: { proxy: 'environment', plainHttp: false },
    identity: { ownerId: 'u1', name: 'Jane', role: 'admin', tokenId: null },
    version: '1.2.3',
    capabilities: [],
    capabilitiesAt: '2026-06-15T09:00:00Z',
    checkedAt: '2026-06-15T11:00:00Z',
    refreshedAt: '2026-06-15T09:00:00Z',
    tokens: 2,
    acting: 2,
    secrets: 1,
    ...change,
  }
}

/** A token id; the same number gives the same one. */
export function makeId(number: number): string {
  return `0199c3a1-5d2e-7000-8000-${number.toString(16).padStart(12, '0')}`
}

export function makeToken(change: Partial<Token> = {}): Token {
  return {
    id: makeId(1),
    server: 'office',
    serverId,
    kind: 'netbird',
    remoteId: 'r1',
    name: 'deploy',
    owner: { id: 'u1', name: 'Jane' },
    creator: { id: 'u2', name: null },
    createdAt: '2026-06-01T12:00:00Z',
    createdAtMs: Date.parse('2026-06-01T12:00:00Z'),
    expiresAt: '2026-06-27T12:00:00.123456789Z',
    expiresAtMs: Date.parse('2026-06-27T12:00:00.123Z'),
    lastUsedAt: '2026-06-15T09:00:00Z',
    lastUsedAtMs: Date.parse('2026-06-15T09:00:00Z'),
    status: 'active',
    hasSecret: true,
    seenAt: '2026-06-15T09:00:00Z',
    stale: false,
    orphan: false,
    isCredential: false,
    labels: null,
    ...change,
  }
}

export function makeOwner(change: Partial<Owner> = {}): Owner {
  return {
    id: 'u1',
    name: 'Jane',
    server: 'office',
    serverId,
    type: 'user',
    isSelf: true,
    manageable: true,
    reason: null,
    ...change,
  }
}

export function makeKind(change: Partial<KindDescriptor> = {}): KindDescriptor {
  return {
    id: 'netbird',
    name: 'NetBird',
    summary: 'Personal access tokens.',
    urlExample: 'https://api.example',
    credential: { label: 'Personal access token', help: 'Made on the dashboard.' },
    serverFields: [],
    templates: [],
    ownerFields: [],
    switchedOff: 'disabled',
    createFields: [
      {
        name: 'expires_in',
        label: 'Days',
        help: 'How many days it lives.',
        type: 'integer',
        required: true,
        initial: '30',
        options: [],
        min: 1,
        max: 365,
        maxLength: null,
      },
    ],
    updateFields: [],
    capabilities: [],
    tokensPerOwner: null,
    ...change,
  }
}

/** Answers `tokens.query` from a list, in pages, as the engine does. */
export function queryFrom(
  tokens: readonly Token[],
  revision: () => number = () => 1,
): NonNullable<FakeHandlers['tokens.query']> {
  return ({ offset, limit, server, owner }): Output<'tokens.query'> => {
    const fitting = tokens.filter(
      (token) =>
        (server === undefined || token.server === server) &&
        (owner === undefined || token.owner.id === owner),
    )
    return {
      rows: fitting.slice(offset, offset + limit),
      total: fitting.length,
      facets: { servers: [], statuses: [] },
      revision: revision(),
    }
  }
}

/** Handlers of the token list for a few rows on one server. */
export function listHandlers(tokens: readonly Token[], change: FakeHandlers = {}): FakeHandlers {
  return {
    'tokens.query': queryFrom(tokens),
    'tokens.pending': () => [],
    'servers.list': () => [makeServer()],
    ...change,
  }
}

/** The bytes of an input's member as text. */
export function textOf(input: unknown, member: keyof Input<'servers.add'> | 'password'): string {
  const bytes = (input as Record<string, unknown>)[member]
  return bytes instanceof Uint8Array ? new TextDecoder().decode(bytes) : '(no bytes)'
}
