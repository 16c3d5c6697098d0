import { AppError } from '../../../shared/errors.ts'
import type { Capability } from '../../../shared/model/kind.ts'
import { plainText } from '../../../shared/text.ts'
import { isoTime } from '../../lib/time.ts'
import { clockSentence, runDiagnosis, withoutCapabilities } from '../diagnosis.ts'
import type { Diagnosis } from '../provider.ts'
import { assertAccount, type NetbirdApi } from './netbird.api.ts'
import { type Caller, readCaller } from './netbird.caller.ts'
import { hasNetbirdChecksum } from './netbird.checksum.ts'
import { jwtEndsAtMs } from './netbird.credential.ts'
import type { NetbirdVersion } from './netbird.schema.ts'

/** What the diagnosis needs. */
export interface NetbirdDiagnoseInput {
  readonly api: NetbirdApi
  /** The kind's own list: the most that is possible. */
  readonly capabilities: readonly Capability[]
  readonly token: () => string
  readonly now: () => number
}

/** Diagnoses one server, see `Session.diagnose`. */
export function diagnoseNetbird(input: NetbirdDiagnoseInput, signal?: AbortSignal): Promise<Diagnosis> {
  const { api, capabilities, now } = input
  return runDiagnosis(api.http, capabilities, async (log) => {
    const instance = await log.step('product', () => readInstance(api, signal), productSentence)
    let clock = clockOf(instance.dateMs, now)
    const { caller, dateMs } = await log.step(
      'credential',
      () => readCallerWithHint(input, signal),
      ({ caller: found }) => credentialSentence(input, found),
    )
    clock ??= clockOf(dateMs, now)
    const version = await log.step('version', () => readVersion(api, signal), versionSentence)
    if (api.account !== null) {
      const sentence = 'The managed account is the one worked in.'
      await log.step(
        'account',
        () => assertAccount(api, signal),
        () => sentence,
      )
    }
    await log.step(
      'rights',
      () => requireRights(api, caller),
      () => rightsSentence(caller),
    )
    log.note('clock', clock ?? clockSentence(null, now()))
    return {
      identity: { ownerId: caller.id, name: caller.name, role: caller.role, tokenId: null },
      version: version?.management_current_version ?? null,
      capabilities: withoutCapabilities(capabilities, missingRights(caller)),
    }
  })
}

function clockOf(dateMs: number | null, now: () => number): string | null {
  return dateMs === null ? null : clockSentence(dateMs, now())
}

interface Instance {
  /** false = a server before v0.62.0, which does not have the call: what it is shows at the next one. */
  readonly isTold: boolean
  readonly dateMs: number | null
}

async function readInstance(api: NetbirdApi, signal?: AbortSignal): Promise<Instance> {
  const answer = await instanceOrNull(api, signal)
  if (answer?.body.setup_required === true) {
    throw new AppError(
      'rejected',
      `NetBird runs at ${api.http.host}, but it is not set up yet and has no users: no credential can work. Open it in a browser, set it up, and create a personal access token there.`,
    )
  }
  return { isTold: answer !== null, dateMs: answer?.dateMs ?? null }
}

async function instanceOrNull(
  api: NetbirdApi,
  signal?: AbortSignal,
): Promise<Awaited<ReturnType<NetbirdApi['instance']>> | null> {
  try {
    return await api.instance(signal)
  } catch (error) {
    if (error instanceof AppError && error.code === 'unsupported') return null
    throw error
  }
}

function productSentence(instance: Instance): string {
  return instance.isTold ? 'It is a NetBird management server.' : 'It may be a NetBird older than v0.62.0.'
}

async function readCallerWithHint(
  input: NetbirdDiagnoseInput,
  signal?: AbortSignal,
): Promise<{ caller: Caller; dateMs: number | null }> {
  try {
    return await readCaller(input.api, signal)
  } catch (error) {
    const isFormed = input.api.sort === 'jwt' || hasNetbirdChecksum(input.token())
    if (!(error instanceof AppError) || error.code !== 'rejected' || isFormed) throw error
    throw new AppError(
      'rejected',
      `${error.message} Its text is not one NetBird would make: it may be cut off, mistyped, or of another product.`,
      { outcome: error.outcome },
    )
  }
}

function credentialSentence({ api, token }: NetbirdDiagnoseInput, caller: Caller): string {
  const role = caller.role === null ? '' : `, role ${plainText(caller.role, 60)}`
  const sort = caller.isServiceUser ? 'service user ' : ''
  if (api.sort === 'jwt') {
    const endsAtMs = jwtEndsAtMs(token())
    const end = endsAtMs === null ? 'It ends before long' : `It ends at ${isoTime(endsAtMs)}`
    return `The sign-in of the identity provider (JWT) of ${sort}${plainText(caller.name, 100)}${role}. ${end}; a personal access token lasts longer.`
  }
  return `The personal access token of ${sort}${plainText(caller.name, 100)}${role}.`
}

async function readVersion(api: NetbirdApi, signal?: AbortSignal): Promise<NetbirdVersion | null> {
  try {
    return await api.version(signal)
  } catch (error) {
    // Servers before v0.64.2 do not have the call, and some roles may not use it; neither is a fault.
    const optional = ['forbidden', 'not-found', 'not-an-api', 'invalid-input']
    if (error instanceof AppError && optional.includes(error.code)) return null
    throw error
  }
}

function versionSentence(version: NetbirdVersion | null): string {
  if (version === null) return 'The version is not told (before v0.64.2).'
  const newer = version.management_update_available === true && version.management_available_version
  const offer = newer ? `; ${plainText(newer, 60)} is available` : ''
  return `NetBird ${plainText(version.management_current_version, 60)}${offer}.`
}

async function requireRights(api: NetbirdApi, caller: Caller): Promise<void> {
  if (caller.rights.read || caller.rights.create || caller.rights.delete) return
  throw new AppError(
    'forbidden',
    `${api.http.host}: the role ${plainText(caller.role ?? 'of this user', 60)} permits no access tokens. Use the token of a user with more rights.`,
  )
}

function rightsSentence(caller: Caller): string {
  const { create, delete: remove } = caller.rights
  const what =
    create && remove
      ? 'see, create and delete'
      : create
        ? 'see and create'
        : remove
          ? 'see and delete'
          : 'see'
  const isAdmin = caller.role === null || caller.role === 'owner' || caller.role === 'admin'
  return `It may ${what} its own tokens${isAdmin ? ' and those of service users' : ''}. NetBird lets admins see only their own and service users’ tokens.`
}

function missingRights(caller: Caller): Partial<Record<Capability['id'], string>> {
  const role = plainText(caller.role ?? 'of this user', 60)
  const reason = (what: string): string => `The role ${role} may not ${what} tokens.`
  return {
    ...(caller.rights.read ? {} : { 'tokens.list': reason('see') }),
    ...(caller.rights.create ? {} : { 'tokens.create': reason('create') }),
    ...(caller.rights.delete ? {} : { 'tokens.delete': reason('delete') }),
    ...(caller.users.create ? {} : { 'owners.create': `The role ${role} may not create service users.` }),
    ...(caller.users.delete ? {} : { 'owners.delete': `The role ${role} may not delete service users.` }),
    ...(caller.mayReadEvents ? {} : { 'tokens.events': `The role ${role} may not read the audit history.` }),
  }
}
