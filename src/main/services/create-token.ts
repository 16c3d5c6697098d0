import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import type { Parsed } from '../../shared/ipc/contract.ts'
import type { Token } from '../../shared/model/token.ts'
import type { CreatedToken, RemoteToken, Session } from '../providers/provider.ts'
import { withoutText } from '../providers/record.ts'
import { type CreateIntent, deleteIntent, insertIntent, listIntents } from '../vault/tables/intents.ts'
import { takeAsOf } from '../vault/tables/meta.ts'
import { putSecret } from '../vault/tables/secrets.ts'
import type { ServerRow } from '../vault/tables/servers.ts'
import { upsertToken } from '../vault/tables/sightings.ts'
import { findTokenByRemoteId, markOrphan, setAside } from '../vault/tables/tokens.ts'
import type { Lease } from '../vault/vault.ts'
import { hasCapability, offered, onServer, requireCapability } from './capabilities.ts'
import { type Actor, type Core, writeEntry } from './core.ts'
import { endsByItself, giveUpTemporary, isTemporaryRequest, readBack } from './read-back.ts'
import { findOwner, getSameServer, getServer, getToken, tokenLabel, toToken } from './records.ts'

/** Reading the rest of a record is a comfort, not a need. */
const completeMs = 10_000

/**
 * Creates a token so that its secret cannot be lost: room on the disk is made sure of, a row is committed before
 * the request leaves, and the row goes with the commit of the secret, which comes before anyone sees it. The
 * request is sent once. When its answer is lost, the owner's tokens are read back and the orphan is shown.
 */
export async function createToken(core: Core, input: Parsed<'tokens.create'>, actor: Actor): Promise<Token> {
  const server = core.vault.withDb(({ db }) => getServer(db, input.server))
  return onServer(core, server, actor, 'token.create', `for ${input.owner} on ${server.name}`, async () => {
    requireCapability(core, server, 'tokens.create')
    const session = core.sessions.of(server.id)
    const owner = await findOwner(session, input.owner, server, core.untilLock())
    if (!owner.manageable) {
      throw new AppError(
        'forbidden',
        owner.reason ?? `This credential may not create tokens for ${owner.name}.`,
      )
    }
    return core.creations.inTurn(server.endpoint, owner.id, () =>
      createForOwner(core, {
        server,
        session,
        ownerId: owner.id,
        fields: input.fields,
        isTemporary: isTemporaryRequest(core, server, input.fields),
        actor,
      }),
    )
  })
}

interface Job {
  readonly server: ServerRow
  readonly session: Session
  readonly ownerId: string
  readonly fields: Readonly<Record<string, string>>
  /** The server will not list what it makes: nothing can be read back. */
  readonly isTemporary: boolean
  readonly actor: Actor
}

async function createForOwner(core: Core, job: Job): Promise<Token> {
  if (job.isTemporary) requireCapability(core, job.server, 'tokens.temporary')
  const before = job.isTemporary ? [] : await job.session.listOwnerTokens(job.ownerId, core.untilLock())
  await settleEarlier(core, job)
  await core.vault.ensureRoom()
  const id = randomUUID()
  const end = core.creations.begin(job.server.id, id)
  try {
    // Not from the reserve: that is for the secret. Without room for this row nothing is sent.
    const intent = core.vault.withDb(({ db }) => {
      getSameServer(db, job.server)
      return insertIntent(db, {
        id,
        serverId: job.server.id,
        ownerId: job.ownerId,
        fields: job.fields,
        seenIds: before.map((token) => token.remoteId),
        sentAtMs: core.now(),
      })
    })
    const lease = core.vault.lease()
    try {
      return await sendAndStore(core, lease, job, intent)
    } finally {
      lease.release()
    }
  } finally {
    end()
  }
}

/** An earlier create for the same owner whose answer was lost is settled first, so that nobody creates twice unaware. */
async function settleEarlier(core: Core, { server, session, ownerId }: Job): Promise<void> {
  const earlier = core.vault
    .withDb(({ db }) => listIntents(db, server.id))
    .filter((intent) => intent.ownerId === ownerId)
  for (const intent of earlier) {
    // What a temporary create made is in no list; a new one does not wait for it.
    if (isTemporaryRequest(core, server, intent.fields)) {
      core.vault.withDb((open) => giveUpTemporary(open, server, intent, core.now()))
      continue
    }
    const orphans = await readBack(core, core.vault.withDb, server, intent, session, core.untilLock())
    if (orphans.length === 0) continue
    core.announce.inventory()
    throw lostCreate(
      core,
      core.vault.withDb,
      orphans,
      'An earlier create whose answer was lost did make a token',
    )
  }
}

async function sendAndStore(core: Core, lease: Lease, job: Job, intent: CreateIntent): Promise<Token> {
  const { server, session, actor } = job
  const create = offered(session.createToken?.bind(session), server.name)
  let created: CreatedToken
  try {
    // The signal counts until the request is sent; from then on waiting is the only way to get the secret.
    created = await create(intent.ownerId, intent.fields, core.untilLock())
  } catch (error) {
    throw await afterFailedCreate(core, lease, job, intent, error)
  }
  const id = store(core, lease, server, intent, created, actor)
  if (created.token.createdAt === null && !created.isTemporary)
    await completeRecord(core, lease, job, created.token.remoteId)
  return lease.withDb(({ db }) => {
    const { row, server: current } = getToken(db, id)
    return toToken(row, current, core.sessions.provider(current.kind).descriptor, core.now())
  })
}

/** Commits secret and row and takes the intent back, all or nothing. From here on nothing can lose the secret. */
function store(
  core: Core,
  lease: Lease,
  server: ServerRow,
  intent: CreateIntent,
  created: CreatedToken,
  actor: Actor,
): string {
  try {
    return lease.withDb((open) => {
      const { owner, remoteId } = created.token
      const known = findTokenByRemoteId(open.db, server.endpoint, owner.id, remoteId)
      // An id that is given twice, by fault or after the server was set up anew, must not cost the secret stored before.
      if (known?.hasSecret) setAside(open.db, known.id, takeAsOf(open.db, core.now()))
      const id = upsertToken(
        open.db,
        server,
        withoutSecret(created),
        takeAsOf(open.db, core.now()),
        created.isTemporary,
      )
      const { row, server: current } = getToken(open.db, id)
      putSecret(open.db, open.sealer, row, created.secret, core.now())
      markOrphan(open.db, id, false)
      deleteIntent(open.db, intent.id)
      writeEntry(open, core.now(), actor, 'token.create', tokenLabel(row, current))
      return id
    })
  } catch (cause) {
    const why = cause instanceof AppError ? cause.message : 'The vault could not be written to.'
    const isReadable = !created.isTemporary && hasCapability(core, server, 'tokens.readSecret')
    const listed = isReadable
      ? 'The next refresh shows the token; its secret can be read from the server again then.'
      : 'The next refresh shows the token; delete it then.'
    const wayOn = created.isTemporary ? endsByItself : listed
    throw new AppError(
      'outcome-unknown',
      `${server.name} made the token, but its secret could not be stored${isReadable ? '' : ' and is lost'}. ${why} ${wayOn}`,
      { outcome: 'unknown', cause },
    )
  } finally {
    created.secret.fill(0)
    core.announce.inventory()
  }
}

/** Shorter than any token: what is so short stands in other words by chance. */
const shortestSecret = 8

/** The record beside a new secret is shown and kept as any other: an answer that repeats the secret in it is cut. */
function withoutSecret({ token, secret }: CreatedToken): RemoteToken {
  if (secret.length < shortestSecret) return token
  const clean = withoutText(token, new TextDecoder().decode(secret))
  // The ids stay: without them nobody could delete the token.
  return { ...clean, remoteId: token.remoteId, owner: { ...clean.owner, id: token.owner.id } }
}

/** The answer did not tell everything: read the rest. The secret is safe by now, so failing is no matter. */
async function completeRecord(core: Core, lease: Lease, job: Job, remoteId: string): Promise<void> {
  try {
    const soon = AbortSignal.any([core.untilLock(), AbortSignal.timeout(completeMs)])
    const remote = await job.session.getToken(job.ownerId, remoteId, soon)
    lease.withDb(({ db }) => upsertToken(db, getSameServer(db, job.server), remote, takeAsOf(db, core.now())))
    core.announce.inventory()
  } catch (error) {
    core.log.info('create.complete', { code: error instanceof AppError ? error.code : 'internal' })
  }
}

/** Finds out what a failed create did, and returns the error to throw. */
async function afterFailedCreate(
  core: Core,
  lease: Lease,
  { server, session, isTemporary }: Job,
  intent: CreateIntent,
  error: unknown,
): Promise<unknown> {
  const isCertain = error instanceof AppError && error.outcome !== 'unknown'
  if (isCertain) {
    lease.withDb(({ db }) => deleteIntent(db, intent.id))
    return error
  }
  if (isTemporary) {
    lease.withDb((open) => giveUpTemporary(open, server, intent, core.now()))
    return new AppError(
      'outcome-unknown',
      `The answer of ${server.name} never arrived. A temporary token is in no list, so nobody can find out whether it was made; its secret is lost. ${endsByItself}`,
      { outcome: 'unknown', cause: error },
    )
  }
  let orphans: string[]
  try {
    orphans = await readBack(core, lease.withDb, server, intent, session)
  } catch (cause) {
    return new AppError(
      'outcome-unknown',
      `The answer of ${server.name} never arrived, and it cannot be read now. Do not create again: the next refresh finds out whether the token was made.`,
      { outcome: 'unknown', cause },
    )
  }
  core.announce.inventory()
  if (orphans.length > 0) {
    return lostCreate(core, lease.withDb, orphans, 'The answer never arrived, but the token was made')
  }
  // An answer that came and said so is the better sentence; reading back agrees that nothing was made so far.
  if (error instanceof AppError && (error.code === 'bad-response' || error.code === 'redirected'))
    return error
  return new AppError(
    'outcome-unknown',
    `The answer of ${server.name} never arrived. Reading back shows no new token so far. Refresh in a few minutes before you create again.`,
    { outcome: 'unknown', cause: error },
  )
}

function lostCreate(
  core: Core,
  transaction: Lease['withDb'],
  ids: readonly string[],
  what: string,
): AppError {
  const [id = ''] = ids
  const { row, server } = transaction(({ db }) => getToken(db, id))
  const label = tokenLabel(row, server)
  const isSecretReadable = hasCapability(core, server, 'tokens.readSecret')
  const several = `${ids.length} tokens could be it, this one and ${ids.length - 1} more that are marked.`
  return new AppError(
    'outcome-unknown',
    `${what}: ${label}. ${ids.length === 1 ? '' : `${several} `}${adviceOn(id, ids.length === 1, isSecretReadable)}`,
    { outcome: 'unknown', id, ...(isSecretReadable ? { isSecretReadable } : {}) },
  )
}

/** What to do about a token whose secret did not arrive. */
function adviceOn(id: string, isOne: boolean, isSecretReadable: boolean): string {
  if (isSecretReadable) {
    return isOne
      ? `Its secret is not lost: it can be read from the server again (“Fetch secret”, or token store ${id} --from-server). Or delete the token.`
      : 'The secret is not lost: it can be read from the server again (“Fetch secret”, or token store ID --from-server). Compare their times before you delete one.'
  }
  return isOne
    ? `Its secret is lost, so nobody can use it. Delete it (id ${id}) and create a new one.`
    : 'Its secret is lost; compare their times before you delete one.'
}
