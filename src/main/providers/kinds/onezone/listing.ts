import { AppError, type ErrorCode } from '../../../../shared/errors.ts'
import { mapLimited } from '../../map-limited.ts'
import type { Listing, RemoteOwner, RemoteToken } from '../../provider.ts'
import type { OnezoneApi, Subject } from './api.ts'
import { manageTokens } from './caller.ts'
import { countSteps, hiddenReason, readOwners, readsAtOnce, type Steps } from './owners.ts'
import type { NamedToken } from './schema.ts'
import type { Subjects } from './subjects.ts'
import { remoteTokenOf, subjectType } from './token.ts'

/** What a listing works with. */
interface Reading {
  readonly api: OnezoneApi
  readonly subjects: Subjects
  readonly steps: Steps
  readonly signal: AbortSignal | undefined
}

/**
 * All owners and named tokens that the caller may see: everybody's with oz_tokens_manage, otherwise its own and those
 * of Oneproviders it may manage. Lists tell ids only, so each token is read by itself, a few at a time.
 */
export async function listOnezone(
  api: OnezoneApi,
  subjects: Subjects,
  signal?: AbortSignal,
  progress?: (done: number, total: number) => void,
): Promise<Listing> {
  const steps = countSteps(progress)
  const reading = { api, subjects, steps, signal }
  const caller = await subjects.readCaller(signal)
  const found = await readOwners(api, subjects, { caller, steps, isFresh: true }, signal)
  const mayAll = caller.privileges.has(manageTokens)
  const { tokens, complete, failures } = mayAll
    ? await everybodysTokens(reading)
    : await tokensByOwner(
        reading,
        found.owners.filter((owner) => owner.manageable),
        caller.subject,
      )
  return {
    owners: withMet(found.owners, tokens, subjects, mayAll),
    ownersComplete: found.isAll,
    tokens,
    complete,
    failures,
  }
}

/** The named tokens of one subject. One that vanishes meanwhile is left out; any other failure throws. */
export async function readTokensOf(
  api: OnezoneApi,
  subjects: Subjects,
  subject: Subject,
  signal?: AbortSignal,
): Promise<readonly RemoteToken[]> {
  const ids = await api.tokenIds(subject, signal)
  const { tokens, failed } = await readTokens({ api, subjects, steps: countSteps(undefined), signal }, ids)
  const [first] = failed
  if (first !== undefined) throw first.error
  return tokens.filter((token) => token.owner.id === subject.id)
}

type Part = Pick<Listing, 'tokens' | 'complete' | 'failures'>

async function everybodysTokens(reading: Reading): Promise<Part> {
  const ids = await reading.api.allTokenIds(reading.signal)
  const { tokens, failed } = await readTokens(reading, ids)
  const [worst] = failed
  if (worst === undefined) return { tokens, complete: 'all', failures: [] }
  if (tokens.length === 0) throw worst.error
  // Whose the others are is not known, so nobody's list is complete.
  const message = `${failed.length} of ${ids.length} tokens could not be read. ${worst.error.message}`
  return { tokens, complete: [], failures: [{ ownerId: '', code: worst.error.code, message }] }
}

async function tokensByOwner(reading: Reading, owners: readonly RemoteOwner[], self: Subject): Promise<Part> {
  const { api, subjects, signal } = reading
  const tokens: RemoteToken[] = []
  const complete: string[] = []
  const failures: { ownerId: string; code: ErrorCode; message: string }[] = []
  const errors: AppError[] = []
  // One after the other: each of them reads several tokens at a time.
  for (const { id } of owners) {
    const fatal = errors.find((error) => endingReading.includes(error.code))
    try {
      if (fatal !== undefined) throw fatal
      const subject = id === self.id ? self : await subjects.of(id, signal)
      const { tokens: read, failed } = await readTokens(reading, await api.tokenIds(subject, signal))
      tokens.push(...read)
      if (failed[0] !== undefined) throw failed[0].error
      complete.push(id)
    } catch (error) {
      if (!(error instanceof AppError) || endingListing.includes(error.code)) throw error
      errors.push(error)
      failures.push({ ownerId: id, code: error.code, message: error.message })
    }
  }
  if (complete.length === 0 && tokens.length === 0 && errors[0] !== undefined) throw errors[0]
  return { tokens, complete, failures }
}

interface ReadTokens {
  readonly tokens: readonly RemoteToken[]
  readonly failed: readonly { readonly error: AppError }[]
}

async function readTokens(reading: Reading, ids: readonly string[]): Promise<ReadTokens> {
  const { api, subjects, steps, signal } = reading
  const unique = [...new Set(ids)]
  steps.add(unique.length)
  let fatal: AppError | null = null
  const results = await mapLimited(unique, readsAtOnce, async (id) => {
    // What hit one request would hit all the others too, and waiting for each of them helps nobody.
    if (fatal !== null) return { error: fatal }
    try {
      const token = await api.token(id, signal)
      noteSubject(subjects, token)
      return { token }
    } catch (error) {
      if (!(error instanceof AppError) || endingListing.includes(error.code)) throw error
      if (endingReading.includes(error.code)) fatal = error
      // Deleted since the list was read.
      return error.code === 'not-found' ? {} : { error }
    } finally {
      steps.done()
    }
  })
  return {
    tokens: results.flatMap(({ token }) => (token ? [remoteTokenOf(token, subjects.nameOf)] : [])),
    failed: results.flatMap(({ error }) => (error ? [{ error }] : [])),
  }
}

function noteSubject(subjects: Subjects, { subject }: NamedToken): void {
  const type = subjectType(subject.type)
  if (type !== null) subjects.note(type, subject.id)
}

/** Owners that only their tokens told of. */
function withMet(
  owners: readonly RemoteOwner[],
  tokens: readonly RemoteToken[],
  subjects: Subjects,
  mayAll: boolean,
): readonly RemoteOwner[] {
  const ids = new Set(owners.map(({ id }) => id))
  const owning = new Set(tokens.map(({ owner }) => owner.id))
  const met = subjects.known().filter(({ id }) => !ids.has(id) && owning.has(id))
  return [
    ...owners,
    ...met.map(({ id, type }) => ({
      id,
      name: subjects.nameOf(id) ?? id,
      type: type === 'user' ? 'user' : 'Oneprovider',
      isSelf: false,
      manageable: mayAll,
      reason: mayAll ? null : hiddenReason(type),
    })),
  ]
}

const endingListing: readonly ErrorCode[] = ['cancelled', 'rejected', 'expired']
const endingReading: readonly ErrorCode[] = [
  'rate-limited',
  'unreachable',
  'untrusted',
  'certificate-changed',
  'redirected',
]
