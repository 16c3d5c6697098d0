import { AppError } from '../../shared/errors.ts'
import type { CapabilityId, KindDescriptor } from '../../shared/model/kind.ts'
import type { Owner, Server } from '../../shared/model/server.ts'
import type { Token, TokenStatus } from '../../shared/model/token.ts'
import { plainText } from '../../shared/text.ts'
import { isoTime } from '../lib/time.ts'
import type { RemoteOwner, Session } from '../providers/provider.ts'
import type { Db } from '../vault/db.ts'
import { findServer, type ServerRow } from '../vault/tables/servers.ts'
import { findToken, type ServerCounts, type TokenRow } from '../vault/tables/tokens.ts'

// Rows of the vault as the records of the contract. Pure, except the two that look a row up.

type Kind = Pick<KindDescriptor, 'switchedOff'>

function tokenStatus(row: TokenRow, kind: Kind, nowMs: number): TokenStatus {
  if (row.goneAtMs !== null) return 'gone'
  // A temporary token that is off stays so.
  if (!row.isEnabled) return row.isTemporary ? 'revoked' : kind.switchedOff
  if (row.isSpent) return 'expired'
  if (row.expiresAt === null) return 'active'
  if (row.expiresAtMs === null) return 'unknown'
  return row.expiresAtMs <= nowMs ? 'expired' : 'active'
}

/** `server` is the one in `row.serverId`, `kind` the descriptor of its kind. */
export function toToken(row: TokenRow, server: ServerRow, kind: Kind, nowMs: number): Token {
  return {
    id: row.id,
    server: server.name,
    serverId: server.id,
    kind: server.kind,
    remoteId: row.isTemporary ? null : row.remoteId,
    name: row.name,
    owner: { id: row.ownerId, name: row.ownerName ?? row.ownerId },
    creator: row.creatorId === null ? null : { id: row.creatorId, name: row.creatorName },
    createdAt: row.createdAt,
    createdAtMs: row.createdAtMs,
    expiresAt: row.expiresAt,
    expiresAtMs: row.expiresAtMs,
    lastUsedAt: row.lastUsedAt,
    lastUsedAtMs: row.lastUsedAtMs,
    status: tokenStatus(row, kind, nowMs),
    hasSecret: row.hasSecret,
    seenAt: isoTime(row.seenAtMs),
    stale:
      row.goneAtMs === null &&
      !row.isTemporary &&
      server.refreshStartedChange !== null &&
      row.seenChange < server.refreshStartedChange,
    orphan: row.isOrphan,
    isCredential: server.identity?.tokenId === row.remoteId,
    labels: row.labels === null ? null : row.labels.map((label) => ({ ...label })),
  }
}

export function toServer(row: ServerRow, counts: ServerCounts | undefined): Server {
  return {
    id: row.id,
    name: row.name,
    kind: row.kind,
    url: row.url,
    state: row.state,
    stateMessage: row.stateMessage,
    trust: row.trust.mode,
    fields: { ...row.fields },
    connection: { ...row.connection },
    identity: row.identity,
    version: row.version,
    capabilities: [...row.capabilities],
    capabilitiesAt: row.capabilitiesAtMs === null ? null : isoTime(row.capabilitiesAtMs),
    checkedAt: row.checkedAtMs === null ? null : isoTime(row.checkedAtMs),
    refreshedAt: row.refreshedAtMs === null ? null : isoTime(row.refreshedAtMs),
    tokens: counts?.tokens ?? 0,
    acting: counts?.acting ?? 0,
    secrets: counts?.secrets ?? 0,
  }
}

export function toOwner(owner: RemoteOwner, server: ServerRow): Owner {
  return {
    id: owner.id,
    name: owner.name,
    server: server.name,
    serverId: server.id,
    type: owner.type,
    isSelf: owner.isSelf,
    manageable: owner.manageable,
    reason: owner.reason,
    slots: owner.slots ?? null,
  }
}

/** By name or id; throws `not-found`. */
export function getServer(db: Db, reference: string): ServerRow {
  const found = findServer(db, reference)
  if (!found) throw new AppError('not-found', `There is no server “${reference}” in this vault.`)
  return found
}

/**
 * The server as it is now, for writing down an answer to a question asked earlier. Throws `conflict` when it was
 * removed or pointed to another system meanwhile: the answer does not belong to it any more.
 */
export function getSameServer(db: Db, asked: ServerRow): ServerRow {
  const current = findServer(db, asked.id)
  if (current?.endpoint === asked.endpoint) return current
  throw new AppError(
    'conflict',
    `${asked.name} was changed or removed meanwhile. The answer was not written down.`,
  )
}

/** A token with the server that acts on it; throws `not-found`. */
export function getToken(db: Db, id: string): { row: TokenRow; server: ServerRow } {
  const row = findToken(db, id)
  if (!row) throw new AppError('not-found', 'There is no token with this id in the vault.')
  return { row, server: getServer(db, row.serverId) }
}

/** A name or id of a server's, as it stands in a sentence: one line, so that it cannot say anything of its own there. */
export const inSentence = (text: string): string => plainText(text, 200)

/** How a token is called in messages and in the journal. */
export function tokenLabel(row: TokenRow, server: ServerRow): string {
  const owner = `${inSentence(row.ownerName ?? row.ownerId)} on ${server.name}`
  const name = row.name === null ? null : `“${inSentence(row.name)}”`
  if (row.isTemporary) return `temporary token ${name ?? row.id} of ${owner}`
  const id = inSentence(row.remoteId)
  return `token ${name === null ? id : `${name} (${id})`} of ${owner}`
}

/** One owner by id or, without regard to case, by name. Throws `not-found` and `ambiguous`. */
export function pickOwner(owners: readonly RemoteOwner[], reference: string, server: ServerRow): RemoteOwner {
  const byId = owners.find((owner) => owner.id === reference)
  if (byId) return byId
  const named = owners.filter((owner) => owner.name.toLowerCase() === reference.toLowerCase())
  const [only] = named
  if (!only) throw new AppError('not-found', `${server.name} shows no owner “${reference}”.`)
  if (named.length > 1) {
    const ids = named.map((owner) => inSentence(owner.id)).join(', ')
    throw new AppError(
      'ambiguous',
      `Several owners on ${server.name} are called “${reference}”. Use an id: ${ids}.`,
    )
  }
  return only
}

/** Like {@link pickOwner} on the server's owners, and with the server's own ways of naming one that is not listed. */
export async function findOwner(
  session: Session,
  reference: string,
  server: ServerRow,
  signal: AbortSignal,
): Promise<RemoteOwner> {
  const owners = await session.listOwners(signal)
  try {
    return pickOwner(owners, reference, server)
  } catch (error) {
    const isUnknown = error instanceof AppError && error.code === 'not-found'
    const found = isUnknown ? await session.findOwner?.(reference, signal) : null
    if (found) return found
    throw error
  }
}

/** Throws `unsupported` with the kind's own reason when it can never do this. */
export function requireKindCapability(descriptor: KindDescriptor, id: CapabilityId): void {
  const capability = descriptor.capabilities.find((candidate) => candidate.id === id)
  if (capability?.available) return
  throw new AppError('unsupported', capability?.reason ?? `${descriptor.name} cannot do this.`)
}
