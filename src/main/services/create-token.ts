import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { Parsed } from '../../shared/ipc/contract.ts'
import type { Token } from '../../shared/model/token.ts'
import type { CreatedToken, Session } from '../providers/provider.ts'
import { type CreateIntent, deleteIntent, insertIntent, listIntents } from '../vault/tables/intents.ts'
import { putSecret } from '../vault/tables/secrets.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { upsertToken } from '../vault/tables/tokens.ts'
import type { Lease } from '../vault/vault.ts'
import { type Actor, type Core, journalFailure, writeEntry } from './core.ts'
import { readBack } from './read-back.ts'
import { getServer, getToken, pickOwner, requireCapability, tokenLabel, toToken } from './records.ts'

/**
 * Creates a token so that its secret cannot be lost: room on the disk is made sure of, a row is committed before
 * the request leaves, and the row goes with the commit of the secret, which comes before anyone sees it. The
 * request is sent once. When its answer is lost, the owner's tokens are read back and the orphan is shown.
 */
export async function createToken(core: Core, input: Parsed<'tokens.create'>, actor: Actor): Promise<Token> {
  const server = core.vault.withDb(({ db }) => getServer(db, input.server))
  return journalFailure(core, actor, 'token.create', `for ${input.owner} on ${server.name}`, async () => {
    requireCapability(core.sessions.provider(server.kind).descriptor, 'tokens.create')
    const session = core.sessions.of(server)
    const owner = pickOwner(await session.listOwners(core.untilLock()), input.owner, server)
    if (!owner.manageable) {
      throw new AppError(
        'forbidden',
        owner.reason ?? `This credential may not create tokens for ${owner.name}.`,
      )
    }
    const before = await session.listOwnerTokens(owner.id, core.untilLock())
    await settleEarlier(core, server, owner.id)
    await core.vault.ensureRoom()
    const intent: CreateIntent = {
      id: randomUUID(),
      serverId: server.id,
      ownerId: owner.id,
      fields: input.fields,
      seenIds: before.map((token) => token.remoteId),
      sentAtMs: core.now(),
    }
    const lease = core.vault.lease()
    try {
      lease.withDb(({ db }) => insertIntent(db, intent))
      return await sendAndStore(core, lease, session, server, intent, actor)
    } finally {
      lease.release()
    }
  })
}

/** An earlier create for the same owner whose answer was lost is settled first, so that nobody creates twice unaware. */
async function settleEarlier(core: Core, server: ServerRow, ownerId: string): Promise<void> {
  const earlier = core.vault
    .withDb(({ db }) => listIntents(db, server.id))
    .filter((intent) => intent.ownerId === ownerId)
  for (const intent of earlier) {
    const [orphan] = await readBack(core, core.vault.withDb, server, intent, core.untilLock())
    if (orphan === undefined) continue
    core.announce.inventory()
    throw lostCreate(
      core.vault.withDb,
      orphan,
      'An earlier create whose answer was lost did make a token',
      '',
    )
  }
}

async function sendAndStore(
  core: Core,
  lease: Lease,
  session: Session,
  server: ServerRow,
  intent: CreateIntent,
  actor: Actor,
): Promise<Token> {
  if (!session.createToken) throw new AppError('unsupported', 'This server cannot create tokens.')
  let created: CreatedToken
  try {
    // No signal: once it is sent, waiting for the answer is the only way to get the secret.
    created = await session.createToken(intent.ownerId, intent.fields)
  } catch (error) {
    throw await afterFailedCreate(core, lease, server, intent, error)
  }
  try {
    return lease.withDb((open) => {
      const id = upsertToken(open.db, server, created.token, core.now())
      putSecret(
        open.db,
        open.sealer,
        { id, serverId: getToken(open.db, id).row.serverId },
        created.secret,
        core.now(),
      )
      deleteIntent(open.db, intent.id)
      const { row, server: current } = getToken(open.db, id)
      writeEntry(open, core.now(), actor, 'token.create', tokenLabel(row, current))
      return toToken(row, current, core.now())
    })
  } finally {
    created.secret.fill(0)
    core.announce.inventory()
  }
}

/** Finds out what a failed create did, and returns the error to throw. */
async function afterFailedCreate(
  core: Core,
  lease: Lease,
  server: ServerRow,
  intent: CreateIntent,
  error: unknown,
): Promise<unknown> {
  const isCertain = error instanceof AppError && error.outcome !== 'unknown'
  if (isCertain) {
    lease.withDb(({ db }) => deleteIntent(db, intent.id))
    return error
  }
  let orphans: string[]
  try {
    orphans = await readBack(core, lease.withDb, server, intent)
  } catch (cause) {
    return new AppError(
      'outcome-unknown',
      `The answer of ${server.name} never arrived, and it cannot be read now. Do not create again: the next refresh finds out whether the token was made.`,
      { outcome: 'unknown', cause },
    )
  }
  core.announce.inventory()
  const [orphan] = orphans
  if (orphan !== undefined) {
    return lostCreate(
      lease.withDb,
      orphan,
      'The answer never arrived, but the token was made',
      orphans.length > 1 ? ` (${orphans.length} tokens could be it)` : '',
    )
  }
  // An answer that came and said so is the better sentence; reading back agrees that nothing was made so far.
  if (error instanceof AppError && error.code === 'bad-response') return error
  return new AppError(
    'outcome-unknown',
    `The answer of ${server.name} never arrived. Reading back shows no new token so far. Refresh in a few minutes before you create again.`,
    { outcome: 'unknown', cause: error },
  )
}

function lostCreate(transaction: Lease['withDb'], id: string, what: string, more: string): AppError {
  const { row, server } = transaction(({ db }) => getToken(db, id))
  return new AppError(
    'outcome-unknown',
    `${what}${more}: ${tokenLabel(row, server)}. Its secret is lost, so nobody can use it. Delete it (id ${id}) and create a new one.`,
    { outcome: 'unknown', id },
  )
}
