import { AppError } from '../../../shared/errors.ts'
import type { Capability } from '../../../shared/model/kind.ts'
import { plainText } from '../../../shared/text.ts'
import { clockSentence, runDiagnosis, withoutCapabilities } from '../diagnosis.ts'
import type { Diagnosis } from '../provider.ts'
import type { QumuloApi } from './qumulo.api.ts'
import { isNotPermitted } from './qumulo.listing.ts'
import { filterOf, hasPrivilege, readPrivilege, userPrivilege, writePrivilege } from './qumulo.owners.ts'
import type { QumuloWhoAmI } from './qumulo.schema.ts'

/** What the diagnosis needs. */
export interface QumuloDiagnoseInput {
  readonly api: QumuloApi
  /** The kind's own list: the most that is possible. */
  readonly capabilities: readonly Capability[]
  /** Asks the server, not the memory. */
  readonly readSelf: () => Promise<QumuloWhoAmI>
  readonly now: () => number
}

/** Diagnoses one server, see `Session.diagnose`. */
export function diagnoseQumulo(input: QumuloDiagnoseInput, signal?: AbortSignal): Promise<Diagnosis> {
  const { api, capabilities } = input
  return runDiagnosis(api.http, capabilities, async (log) => {
    const product = await log.step(
      'product',
      () => readProduct(input, signal),
      (found) => found.sentence,
    )
    log.note('version', `${plainText(product.version, 60)}.`)
    const missing = missingByVersion(product.version)
    const self = await log.step('credential', input.readSelf, (found) => credentialSentence(api, found))
    await log.step(
      'rights',
      () => requireRights(api, self, missing, signal),
      () => rightsSentence(self),
    )
    log.note('clock', product.clock)
    return {
      identity: {
        ownerId: self.id,
        name: self.name ?? self.id,
        role: await readRoles(api, signal),
        tokenId: self.access_token_id ?? null,
      },
      version: product.version,
      capabilities: withoutCapabilities(capabilities, { ...missing, ...missingByPrivilege(self) }),
    }
  })
}

interface Product {
  readonly version: string
  readonly sentence: string
  readonly clock: string
}

async function readProduct({ api, now }: QumuloDiagnoseInput, signal?: AbortSignal): Promise<Product> {
  const answer = await api.version(signal)
  const clock = clockSentence(answer.dateMs, now())
  const node = await optional(() => api.nodeState(signal))
  const name = await optional(() => api.clusterName(signal))
  const cluster = name ? `cluster “${plainText(name, 100)}”` : 'a cluster'
  const id = node?.cluster_id ? ` (id ${plainText(node.cluster_id, 60)})` : ''
  const state = node?.state && node.state !== 'ACTIVE' ? ` This node is ${plainText(node.state, 30)}.` : ''
  return { version: answer.body.revision_id, sentence: `It is Qumulo Core, ${cluster}${id}.${state}`, clock }
}

/** What only makes a sentence richer may be missing; trouble with the connection itself may not. */
async function optional<T>(read: () => Promise<T>): Promise<T | null> {
  try {
    return await read()
  } catch (error) {
    if (
      error instanceof AppError &&
      (isNotPermitted(error) || error.code === 'rejected' || error.code === 'bad-response')
    ) {
      return null
    }
    throw error
  }
}

function credentialSentence(api: QumuloApi, self: QumuloWhoAmI): string {
  const name = plainText(self.name ?? self.id, 100)
  if (api.sort === 'session') {
    return `Signed in with the browser as ${name} (auth_id ${plainText(self.id, 40)}). That ends ten hours after it began; then sign in again, or give this server an access token.`
  }
  return self.access_token_id
    ? `The access token ${plainText(self.access_token_id, 60)} of ${name} (auth_id ${plainText(self.id, 40)}).`
    : `Signed in as ${name} (auth_id ${plainText(self.id, 40)}).`
}

type Missing = Partial<Record<Capability['id'], string>>

async function requireRights(
  api: QumuloApi,
  self: QumuloWhoAmI,
  missing: Missing,
  signal?: AbortSignal,
): Promise<void> {
  const tooOld = missing['tokens.list']
  if (tooOld !== undefined) throw new AppError('unsupported', `${api.http.host}: ${tooOld}`)
  // Since which release one may see one's own tokens without a privilege is not documented, so it is tried.
  await api.probeTokens(filterOf(self.id), signal)
}

function rightsSentence(self: QumuloWhoAmI): string {
  if (!self.privileges) return 'The server does not tell the rights of this user.'
  const canRead = hasPrivilege(self, readPrivilege, false)
  const canWrite = hasPrivilege(self, writePrivilege, false)
  if (canRead && canWrite) return 'It may see and change the tokens of all users.'
  if (canRead) return `It may see the tokens of all users; changing those of others needs ${writePrivilege}.`
  if (canWrite) return `It may change the tokens of others, but seeing them needs ${readPrivilege}.`
  return `It may see and change its own tokens; those of others need ${readPrivilege} and ${writePrivilege}.`
}

async function readRoles(api: QumuloApi, signal?: AbortSignal): Promise<string | null> {
  const roles = (await optional(() => api.roles(signal))) ?? []
  return roles.length === 0 ? null : plainText(roles.join(', '), 300)
}

function missingByPrivilege(self: QumuloWhoAmI): Missing {
  if (hasPrivilege(self, userPrivilege, true)) return {}
  const reason = (what: string) => `${what} local users needs ${userPrivilege}.`
  return { 'owners.create': reason('Making'), 'owners.delete': reason('Deleting') }
}

/** Qumulo source: feature log. An unreadable version is taken for a new one: the server decides then. */
function missingByVersion(version: string): Missing {
  const [, major, minor, patch] = /(\d+)\.(\d+)(?:\.(\d+))?/.exec(version) ?? []
  if (major === undefined) return {}
  const isBefore = (wanted: readonly [number, number, number]): boolean => {
    const found = [major, minor, patch ?? '0'].map(Number)
    const first = found.findIndex((part, index) => part !== wanted[index])
    return first !== -1 && (found[first] ?? 0) < (wanted[first] ?? 0)
  }
  const none = 'Qumulo Core has access tokens since 5.3.0.'
  const expiry = 'Qumulo Core has expiry times of tokens since 5.3.2.'
  const disable = 'Qumulo Core can disable tokens since 5.3.3.'
  return {
    ...(isBefore([5, 3, 3]) ? { 'tokens.disable': disable } : {}),
    ...(isBefore([5, 3, 2]) ? { 'tokens.expiry': expiry, 'tokens.extend': expiry } : {}),
    ...(isBefore([5, 3, 0])
      ? {
          'tokens.list': none,
          'tokens.create': none,
          'tokens.delete': none,
          'tokens.creator': none,
          'tokens.verify': none,
        }
      : {}),
  }
}
