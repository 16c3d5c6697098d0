import type { Parsed, Returned } from '../../shared/ipc/contract.ts'
import type { KindDescriptor, KindId } from '../../shared/model/kind.ts'
import {
  tokenStatus as statuses,
  type Token,
  type TokenSort,
  type TokenStatus,
} from '../../shared/model/token.ts'
import { listServers } from '../vault/tables/servers.ts'
import { listTokens } from '../vault/tables/tokens.ts'
import type { Core } from './core.ts'
import { getServer, toToken } from './records.ts'

/** The searchable list of all tokens, in memory, without secrets. */
export interface Inventory {
  query(query: Parsed<'tokens.query'>): Returned<'tokens.query'>
  /** The rows changed; the next query reads them anew. */
  invalidate(): void
  /** The vault was locked: nothing of it may stay. */
  forget(): void
  revision(): number
}

interface Entry {
  readonly token: Token
  /** What a search looks through, in lower case. */
  readonly text: string
  readonly seenBy: readonly string[]
}

export function createInventory(
  core: Pick<Core, 'vault' | 'now'>,
  kindOf: (kind: KindId) => Pick<KindDescriptor, 'switchedOff'>,
): Inventory {
  let entries: readonly Entry[] | null = null
  let nextExpiryMs = Number.POSITIVE_INFINITY
  let revision = 0

  const load = (): readonly Entry[] => {
    const nowMs = core.now()
    // A status changes by itself when an expiry passes.
    if (entries && nowMs < nextExpiryMs) return entries
    const loaded = core.vault.withDb(({ db }) => {
      const servers = new Map(listServers(db).map((server) => [server.id, server]))
      return listTokens(db).flatMap((row) => {
        const server = servers.get(row.serverId)
        return server ? [{ token: toToken(row, server, kindOf(server.kind), nowMs), seenBy: row.seenBy }] : []
      })
    })
    nextExpiryMs = loaded.reduce(
      (soonest, { token }) =>
        token.expiresAtMs !== null && token.expiresAtMs > nowMs
          ? Math.min(soonest, token.expiresAtMs)
          : soonest,
      Number.POSITIVE_INFINITY,
    )
    entries = loaded.map(({ token, seenBy }) => ({
      token,
      seenBy,
      text: [token.name, token.owner.name, token.owner.id, token.server, token.remoteId, token.id]
        .join('\n')
        .toLowerCase(),
    }))
    return entries
  }

  /** The last query’s result, whole: the next page of it needs no sorting. */
  let last: { key: string; entries: readonly Entry[]; tokens: readonly Token[] } | null = null

  const find = ({ offset: _offset, limit: _limit, ...query }: Parsed<'tokens.query'>): readonly Token[] => {
    const all = load()
    const key = JSON.stringify(query)
    if (last?.key === key && last.entries === all) return last.tokens
    const serverId =
      query.server === undefined ? null : core.vault.withDb(({ db }) => getServer(db, query.server ?? '').id)
    const words = query.text.toLowerCase().split(/\s+/).filter(Boolean)
    const owner = query.owner?.toLowerCase()
    const tokens = all
      .filter(
        ({ token, text, seenBy }) =>
          (serverId === null || token.serverId === serverId || seenBy.includes(serverId)) &&
          (owner === undefined ||
            token.owner.id.toLowerCase() === owner ||
            token.owner.name?.toLowerCase() === owner) &&
          (query.status === undefined || query.status.includes(token.status)) &&
          words.every((word) => text.includes(word)),
      )
      .map(({ token }) => token)
      .sort(compareBy(query.sort, query.descending))
    last = { key, entries: all, tokens }
    return tokens
  }

  const invalidate = () => {
    entries = null
    last = null
    revision += 1
  }

  return {
    query: (query) => {
      const tokens = find(query)
      return {
        rows: tokens.slice(query.offset, query.offset + query.limit),
        total: tokens.length,
        facets: { servers: countServers(tokens), statuses: countStatuses(tokens) },
        revision,
      }
    },
    invalidate,
    forget: invalidate,
    revision: () => revision,
  }
}

const hasEnded = ({ status }: Token): boolean => status === 'expired' || status === 'gone'

const nameKey = (token: Token): string => (token.name ?? token.remoteId ?? '').toLowerCase()

const sortKeys: Readonly<Record<TokenSort, (token: Token) => string | number | null>> = {
  name: nameKey,
  server: (token) => token.server.toLowerCase(),
  owner: (token) => (token.owner.name ?? token.owner.id).toLowerCase(),
  status: (token) => token.status,
  createdAt: (token) => token.createdAtMs,
  expiresAt: (token) => token.expiresAtMs,
  lastUsedAt: (token) => token.lastUsedAtMs,
}

/** Unknown comes last either way; equal keys are in the order of names, then ids, so that pages do not overlap. */
function compareBy(sort: TokenSort, descending: boolean): (a: Token, b: Token) => number {
  const keyOf = sortKeys[sort]
  const sign = descending ? -1 : 1
  return (a, b) => {
    const left = keyOf(a)
    const right = keyOf(b)
    // What ends next is the question; what has ended already comes after all that lives.
    const byEnd = sort === 'expiresAt' && !descending ? Number(hasEnded(a)) - Number(hasEnded(b)) : 0
    const byKey =
      left === null || right === null
        ? Number(left === null) - Number(right === null)
        : sign * compare(left, right)
    return byEnd || byKey || compare(nameKey(a), nameKey(b)) || compare(a.id, b.id)
  }
}

const compare = <T extends string | number>(a: T, b: T): number => (a < b ? -1 : a > b ? 1 : 0)

function countServers(tokens: readonly Token[]) {
  const counts = new Map<string, { id: string; name: string; count: number }>()
  for (const { serverId, server } of tokens) {
    const entry = counts.get(serverId) ?? { id: serverId, name: server, count: 0 }
    entry.count += 1
    counts.set(serverId, entry)
  }
  return [...counts.values()].sort((a, b) => compare(a.name.toLowerCase(), b.name.toLowerCase()))
}

function countStatuses(tokens: readonly Token[]) {
  const counts = new Map<TokenStatus, number>()
  for (const { status } of tokens) counts.set(status, (counts.get(status) ?? 0) + 1)
  return statuses.options.flatMap((status) => {
    const count = counts.get(status)
    return count === undefined ? [] : [{ status, count }]
  })
}
