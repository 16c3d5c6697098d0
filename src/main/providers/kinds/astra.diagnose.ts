import { AppError, type ErrorCode } from '../../../shared/errors.ts'
import type { Capability } from '../../../shared/model/kind.ts'
import { plainText } from '../../../shared/text.ts'
import { clockSentence, runDiagnosis } from '../diagnosis.ts'
import { mapLimited } from '../map-limited.ts'
import type { Diagnosis } from '../provider.ts'
import type { AstraApi, ProbeAnswer } from './astra.api.ts'
import { notPermittedProblem } from './astra.explain.ts'
import type { AstraAccount } from './astra.schema.ts'

/** What the diagnosis needs. */
export interface AstraDiagnoseInput {
  readonly api: AstraApi
  /** The kind's own list. Nothing of it can be asked for beforehand: what a role may do shows when it is done. */
  readonly capabilities: readonly Capability[]
  readonly accountId: string
  readonly isGroup: boolean
  readonly now: () => number
}

/** Diagnoses one server, see `Session.diagnose`. */
export function diagnoseAstra(input: AstraDiagnoseInput, signal?: AbortSignal): Promise<Diagnosis> {
  const { api, capabilities, accountId, isGroup, now } = input
  return runDiagnosis(api.http, capabilities, async (log) => {
    await log.step(
      'product',
      () => requireAstra(api, signal),
      () => 'It is Astra Control.',
    )
    const probe = await settled(() => api.probeUsers(signal))
    await log.step(
      probe instanceof AppError && probe.field === 'account_id' ? 'account' : 'credential',
      () => requireAccepted(probe),
      () => 'The API token is accepted. Astra Control does not tell whose it is.',
    )
    const account = await log.step('account', () => readAccount(api, signal), accountSentence)
    await log.step(
      'rights',
      () => requireRights(api, probe, isGroup, signal),
      (found) => rightsSentence(found),
    )
    log.note('clock', clockSentence(dateOf(probe), now()))
    return {
      identity: { ownerId: null, name: account?.name || accountId, role: null, tokenId: null },
      version: null,
      capabilities,
    }
  })
}

async function requireAstra(api: AstraApi, signal?: AbortSignal): Promise<void> {
  const who = await api.knock(signal)
  if (who === 'here') return
  throw new AppError(
    'not-an-api',
    who === 'elsewhere'
      ? `Astra Control answers at ${api.http.host}, but not at this address. Enter the URL without a path.`
      : `What answers at ${api.http.host} is not Astra Control. Check host and port of the URL.`,
  )
}

/** The answer, or the error that is to be told in its own line. */
async function settled(probe: () => Promise<ProbeAnswer>): Promise<ProbeAnswer | AppError> {
  try {
    return await probe()
  } catch (error) {
    if (error instanceof AppError) return error
    throw error
  }
}

async function requireAccepted(probe: ProbeAnswer | AppError): Promise<void> {
  if (probe instanceof AppError) throw probe
  if (probe.isRefused && probe.problem !== notPermittedProblem) throw probe.error
}

function dateOf(probe: ProbeAnswer | AppError): number | null {
  return probe instanceof AppError || probe.isRefused ? null : probe.dateMs
}

/** null = this API token may not read it, or the release does not have it (before 21.12); the account itself is there. */
async function readAccount(api: AstraApi, signal?: AbortSignal): Promise<AstraAccount | null> {
  const optional: readonly ErrorCode[] = [
    'forbidden',
    'not-found',
    'not-an-api',
    'unsupported',
    'invalid-input',
  ]
  try {
    return await api.account(signal)
  } catch (error) {
    if (error instanceof AppError && optional.includes(error.code)) return null
    throw error
  }
}

function accountSentence(account: AstraAccount | null): string {
  if (account === null) return 'The account is there; its name may not be read with this API token.'
  const name = account.name ? ` “${plainText(account.name, 100)}”` : ''
  const state = account.isEnabled === false ? 'disabled' : (account.state ?? 'active')
  const warning = state === 'active' ? '' : ` Warning: it is ${plainText(state, 40)}.`
  return `The account${name} is there.${warning}`
}

interface Rights {
  readonly users: number
  readonly asked: number
  readonly visible: number
}

/** So many users are asked about at least, and at the same time. */
const askedAtLeast = 8
const askedAtOnce = 4

/** Who may see whose tokens is told nowhere, so some users are asked about; more, until one may be seen. */
async function requireRights(
  api: AstraApi,
  probe: ProbeAnswer | AppError,
  isGroup: boolean,
  signal?: AbortSignal,
): Promise<Rights> {
  if (!(probe instanceof AppError) && probe.isRefused) throw probe.error
  const ids = (await api.users(signal)).map((user) => user.id)
  let asked = 0
  let visible = 0
  let last: AppError | null = null
  while (asked < ids.length && (visible === 0 || asked < askedAtLeast)) {
    const found = await mapLimited(ids.slice(asked, asked + askedAtOnce), askedAtOnce, (id) =>
      refusalOf(() => api.probeTokens(id, signal)),
    )
    asked += found.length
    visible += found.filter((error) => error === null).length
    last = found.find((error) => error !== null) ?? last
  }
  if (visible > 0) return { users: ids.length, asked, visible }
  if (isGroup && last?.code === 'not-found') {
    throw new AppError(
      'invalid-input',
      `${api.http.host} reaches no user's tokens through this group. Check the group id, or leave it empty.`,
      { field: 'group_id' },
    )
  }
  throw new AppError(
    'forbidden',
    `${api.http.host} lets this API token see no user's tokens. Use the API token of a user with more rights, such as an owner.`,
  )
}

/** null = it may be seen. What says nothing about rights is thrown. */
async function refusalOf(probe: () => Promise<void>): Promise<AppError | null> {
  try {
    await probe()
    return null
  } catch (error) {
    if (error instanceof AppError && (error.code === 'forbidden' || error.code === 'not-found')) return error
    throw error
  }
}

function rightsSentence({ users, asked, visible }: Rights): string {
  const whose = asked === users ? `${users} users` : `${asked} users asked about, out of ${users}`
  const seen = visible === asked ? `all ${whose}` : `${visible} of the ${whose}`
  return `It may see the tokens of ${seen}. What it may change, Astra Control tells only when it is done.`
}
