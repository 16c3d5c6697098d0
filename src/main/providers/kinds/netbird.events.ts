import { AppError } from '../../../shared/errors.ts'
import { epochMs } from '../../lib/time.ts'
import type { TokenEvent } from '../provider.ts'
import type { NetbirdApi } from './netbird.api.ts'
import type { NetbirdEvent } from './netbird.schema.ts'

const created = 'personal.access.token.create'
const deleted = 'personal.access.token.delete'

/** The token's record and its line in the history are written in the same call; a slow server may take a while between. */
const sameCallMs = 5_000
const mostEvents = 1_000

/**
 * What the audit history tells of a token, newest first. It does not name tokens by their id: a line is known to be
 * this token's by its owner, by the moment of its creation, and by the name in it. Of a token that is gone,
 * the moment is read from its id. NetBird source: user.go (CreatePAT, DeletePAT), openapi.yml.
 */
export async function listNetbirdEvents(
  api: NetbirdApi,
  ownerId: string,
  tokenId: string,
  signal?: AbortSignal,
): Promise<readonly TokenEvent[]> {
  const token = await tokenOrNull(api, ownerId, tokenId, signal)
  const createdMs = epochMs(token?.created_at ?? null) ?? xidMs(tokenId)
  const ofOwner = (await api.auditEvents(signal))
    .filter((event) => event.target_id === ownerId && epochMs(event.timestamp) !== null)
    .toSorted((one, other) => timeOf(other) - timeOf(one))
  const birth = birthOf(ofOwner, token?.name ?? null, createdMs)
  const name = token?.name ?? birth?.meta?.name ?? null
  const told = ofOwner.flatMap((event): TokenEvent[] => {
    const what = sentenceOf(event)
    return what === null ? [] : [{ at: event.timestamp, what, by: initiatorOf(event) }]
  })
  return told.slice(0, mostEvents)

  function sentenceOf(event: NetbirdEvent): string | null {
    switch (event.activity_code) {
      case created:
        return event === birth ? 'The token was created.' : null
      case deleted:
        return deletionSentence(event)
      case 'service.user.create':
        return 'The service user it belongs to was created.'
      case 'service.user.delete':
        return 'The service user was deleted, and all its tokens with it.'
      default:
        return null
    }
  }

  function deletionSentence(event: NetbirdEvent): string | null {
    // A token that is still there was not the one deleted.
    if (token !== null || name === null || event.meta?.name !== name) return null
    if (createdMs !== null && timeOf(event) < createdMs - sameCallMs) return null
    const namesakes = ofOwner.filter(
      (other) =>
        other.activity_code === created && other.meta?.name === name && timeOf(other) <= timeOf(event),
    )
    return namesakes.length <= 1
      ? 'The token was deleted.'
      : 'A token of this name was deleted: this one, or another of the same user.'
  }
}

/** The line about the token's creation: at its moment, under its name when that is known; null = not to be told. */
function birthOf(
  events: readonly NetbirdEvent[],
  name: string | null,
  createdMs: number | null,
): NetbirdEvent | null {
  const candidates = events.filter(
    (event) =>
      event.activity_code === created &&
      (name === null || event.meta?.name === name) &&
      // An id tells its moment in whole seconds.
      createdMs !== null &&
      Math.abs(timeOf(event) - createdMs) <= sameCallMs,
  )
  const [nearest, second] = candidates.toSorted(
    (one, other) => Math.abs(timeOf(one) - (createdMs ?? 0)) - Math.abs(timeOf(other) - (createdMs ?? 0)),
  )
  // Without a name two in a row cannot be told apart.
  if (nearest === undefined || (name === null && second !== undefined)) return null
  return nearest
}

async function tokenOrNull(
  api: NetbirdApi,
  ownerId: string,
  tokenId: string,
  signal?: AbortSignal,
): Promise<{ readonly name: string; readonly created_at: string | null } | null> {
  try {
    return await api.token(ownerId, tokenId, signal)
  } catch (error) {
    // It, or its owner, is gone: the history remembers both.
    if (error instanceof AppError && error.code === 'not-found') return null
    throw error
  }
}

/** The moment in an xid: its first four bytes are seconds since 1970, in base 32 with `0-9a-v`. null = no xid. */
function xidMs(id: string): number | null {
  if (!/^[0-9a-v]{20}$/.test(id)) return null
  const bits = Array.from(id.slice(0, 7)).reduce((sum, digit) => sum * 32 + Number.parseInt(digit, 32), 0)
  // Seven digits are 35 bits; the seconds are the first 32 of them.
  return Math.floor(bits / 8) * 1000
}

function timeOf(event: NetbirdEvent): number {
  return epochMs(event.timestamp) ?? 0
}

function initiatorOf({ initiator_id, initiator_name, initiator_email }: NetbirdEvent): TokenEvent['by'] {
  return initiator_id ? { id: initiator_id, name: initiator_name || initiator_email || null } : null
}
