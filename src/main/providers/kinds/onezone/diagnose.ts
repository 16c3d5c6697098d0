import { AppError } from '../../../../shared/errors.ts'
import { isDataCaveat, validUntilOf } from '../../../../shared/model/caveats.ts'
import type { Capability } from '../../../../shared/model/kind.ts'
import { plainText } from '../../../../shared/text.ts'
import { clockSentence, type DiagnosisLog, runDiagnosis, withoutCapabilities } from '../../diagnosis.ts'
import type { Diagnosis } from '../../provider.ts'
import type { OnezoneApi } from './api.ts'
import { type Caller, isRefusal, listProviders, listUsers, manageTokens } from './caller.ts'
import { capabilities } from './descriptor.ts'
import type { Configuration, Examined } from './schema.ts'
import { timeText } from './token.ts'
import { noScope } from './token-text.ts'

/** What the diagnosis needs. */
export interface OnezoneDiagnoseInput {
  readonly api: OnezoneApi
  /** Asks the server, not the memory. */
  readonly readCaller: () => Promise<Caller>
  /** The credential when it is a token; null = a password. */
  readonly token: (() => string) | null
  readonly now: () => number
}

/** A token that ends within this time is warned of. */
const soonMs = 7 * 24 * 60 * 60 * 1000

/** Diagnoses one server, see `Session.diagnose`. */
export function diagnoseOnezone(input: OnezoneDiagnoseInput, signal?: AbortSignal): Promise<Diagnosis> {
  const { api, now } = input
  return runDiagnosis(api.http, capabilities, async (log) => {
    const found = await log.step(
      'product',
      () => readProduct(api, signal),
      ({ name, domain }) => {
        const title = name ? ` “${plainText(name, 100)}”` : ''
        return `It is Onezone${title}${domain ? ` of ${plainText(domain, 200)}` : ''}.`
      },
    )
    log.note('version', `Onezone ${plainText(found.version, 60)}.`)
    const inside = await examineOwn(input, signal)
    const caller = await log.step('credential', input.readCaller, (known) =>
      credentialSentence(known, inside, now()),
    )
    await log.step(
      'rights',
      () => requireRights(api, caller, signal),
      () => rightsSentence(caller),
    )
    await noteClock(log, input, signal)
    return {
      identity: {
        ownerId: caller.subject.id,
        name: caller.name,
        role: roleOf(caller),
        // Of a temporary token too: then no row will have it.
        tokenId: inside?.id ?? null,
      },
      version: found.version,
      capabilities: withoutCapabilities(capabilities, missingOf(found.version)),
    }
  })
}

async function readProduct(api: OnezoneApi, signal: AbortSignal | undefined): Promise<Configuration> {
  const found = await api.configuration(signal).catch((error: unknown) => {
    // Onezone refuses nobody here.
    if (error instanceof AppError && ofAnother.includes(error.code)) return null
    throw error
  })
  if (found !== null) return found
  throw new AppError(
    'not-an-api',
    `What answers at ${api.http.host} is not Onezone. Check the URL: it is that of the Onezone web interface, without a path.`,
  )
}

const ofAnother: readonly string[] = ['rejected', 'forbidden', 'not-found', 'invalid-input', 'conflict']

/** What is inside our own token; null = it is a password, or that cannot be told. */
async function examineOwn(
  { api, token }: OnezoneDiagnoseInput,
  signal: AbortSignal | undefined,
): Promise<Examined | null> {
  if (token === null) return null
  try {
    return await api.examine(token(), { signal })
  } catch (error) {
    // A token of an identity provider cannot be examined and works all the same; what is wrong shows at its use.
    const isOptional = isRefusal(error) || (error instanceof AppError && optional.includes(error.code))
    if (isOptional) return null
    throw error
  }
}

const optional: readonly string[] = ['invalid-input', 'bad-response', 'not-an-api', 'unsupported']

function credentialSentence(caller: Caller, inside: Examined | null, nowMs: number): string {
  const what = caller.subject.type === 'user' ? 'user' : 'Oneprovider'
  const whose = `${what} ${plainText(caller.name, 100)} (id ${plainText(caller.subject.id, 60)})`
  if (inside === null) return `Signed in as ${whose}.`
  const id = inside.id ? ` ${plainText(inside.id, 60)}` : ''
  return [`The access token${id} of ${whose}.`, ...warnings(inside, nowMs)].join(' ')
}

function warnings(inside: Examined, nowMs: number): string[] {
  const caveats = inside.caveats ?? []
  const until = validUntilOf(caveats)
  const isTemporary = inside.persistence === 'temporary'
  const found: string[] = []
  if (caveats.some(isDataCaveat)) {
    found.push('Warning: it is for data only; most of Onezone REST refuses it. Use one without data caveats.')
  }
  if (isTemporary)
    found.push('Warning: it is a temporary token, which ends with its time or when all are revoked.')
  if (until !== null && until * 1000 - nowMs < soonMs) {
    found.push(`Warning: it expires at ${timeText(until)}. Have a new one ready by then.`)
  } else if (until !== null) {
    found.push(`It expires at ${timeText(until)}.`)
  }
  return found
}

async function requireRights(
  api: OnezoneApi,
  { subject }: Caller,
  signal: AbortSignal | undefined,
): Promise<void> {
  await api.tokenIds(subject, signal)
}

function rightsSentence({ subject, privileges }: Caller): string {
  if (subject.type === 'provider') return 'It may see and change the tokens of this Oneprovider.'
  if (!privileges.has(manageTokens)) {
    return `It may see and change its own tokens, and those of Oneproviders in whose clusters it has cluster_update. Those of others need ${manageTokens}.`
  }
  const missing = [listUsers, listProviders].filter((name) => !privileges.has(name))
  return missing.length === 0
    ? 'It may see and change the tokens of all users and Oneproviders.'
    : `It may see and change the tokens of all users and Oneproviders. Naming those without tokens needs ${missing.join(' and ')}.`
}

function roleOf({ subject, privileges }: Caller): string {
  if (subject.type === 'provider') return 'Oneprovider'
  return privileges.has(manageTokens) ? `administrator of tokens (${manageTokens})` : 'user'
}

async function noteClock(
  log: DiagnosisLog,
  { api, now }: OnezoneDiagnoseInput,
  signal: AbortSignal | undefined,
): Promise<void> {
  const serverMs = await api.currentTimeMs(signal).catch((error: unknown) => {
    // It only makes the diagnosis richer.
    if (error instanceof AppError && error.code !== 'cancelled') return null
    throw error
  })
  log.note('clock', clockSentence(serverMs, now()))
}

/** What this release lacks. An unreadable version is taken for a new one: the server decides then. */
function missingOf(version: string): Partial<Record<Capability['id'], string>> {
  const parts = /^(\d+)\.(\d+)(?:\.(\d+))?/
    .exec(version)
    ?.slice(1)
    .map((part) => Number(part ?? 0))
  if (parts === undefined) return {}
  const [major = 0, minor = 0, patch = 0] = parts
  const number = major * 10_000 + minor * 100 + patch
  // Such as 21.02.0-alpha: before the release of that number.
  return number < 210_204 ? { 'tokens.scope': noScope } : {}
}
