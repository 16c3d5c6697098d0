import { z } from 'zod'
import { AppError } from '../../../shared/errors.ts'
import type { FieldSpec, KindDescriptor } from '../../../shared/model/kind.ts'
import { checkToken, type HeldCredential, holdCredential } from '../credential.ts'
import { checkFields, invalidField } from '../fields.ts'
import { parseJson } from '../json.ts'
import type { CreatedToken, Provider, ProviderDeps, RemoteToken, ServerConfig, Session } from '../provider.ts'
import { assertMaySend, beforeSending } from '../refusal.ts'
import { parseServerUrl } from '../server-url.ts'
import { type AstraApi, type AstraLabel, createAstraApi } from './astra.api.ts'
import { astraCapabilities } from './astra.capabilities.ts'
import { diagnoseAstra } from './astra.diagnose.ts'
import { listAstra, readAstraOwners } from './astra.listing.ts'
import { type AstraKnowledge, astraRemoteToken } from './astra.owners.ts'
import { verifyAstraSecret } from './astra.verify.ts'

const urlExample = 'https://astra.netapp.io'
const credentialLabel = 'API token'

const blank = { initial: null, options: [], min: null, max: null } as const

const serverFields: readonly FieldSpec[] = [
  {
    ...blank,
    options: [],
    name: 'account_id',
    label: 'Account id',
    help: 'Astra Control shows it beside the API tokens, under API access. It looks like 0b3c9a52-5f0e-4d0c-8c0e-2a64c6b1f6d1.',
    type: 'text',
    required: true,
    maxLength: 64,
  },
  {
    ...blank,
    options: [],
    name: 'group_id',
    label: 'Group id',
    help: 'Only to reach the tokens of the users of one group through it. Empty = all users of the account.',
    type: 'text',
    required: false,
    maxLength: 64,
  },
]

const name: FieldSpec = {
  ...blank,
  options: [],
  name: 'name',
  label: 'Name',
  help: 'From 1 to 63 characters.',
  type: 'text',
  required: true,
  maxLength: 63,
}

const labels: FieldSpec = {
  ...blank,
  options: [],
  name: 'labels',
  label: 'Labels',
  help: 'Names with values, for sorting and finding. Empty = none.',
  type: 'labels',
  required: false,
  maxLength: null,
}

const createFields: readonly FieldSpec[] = [name, labels]

const updateFields: readonly FieldSpec[] = [
  { ...name, required: false, help: 'From 1 to 63 characters. Empty = unchanged.' },
  { ...labels, help: 'All labels the token is to have. Empty = unchanged; [] removes them all.' },
]

const descriptor: KindDescriptor = {
  id: 'astra',
  name: 'NetApp Astra Control',
  summary: 'API tokens of the users of a NetApp Astra Control account. They never expire.',
  urlExample,
  credential: {
    label: 'API token',
    help: 'In Astra Control: your user icon → API access → Generate API token. Astra Control does not tell later whose token it is, so note whose you give here.',
  },
  serverFields: [...serverFields],
  createFields: [...createFields],
  templates: [],
  updateFields: [...updateFields],
  ownerFields: [],
  switchedOff: 'disabled',
  capabilities: [...astraCapabilities],
  tokensPerOwner: null,
}

/**
 * NetApp Astra Control: API tokens of all users of one account, with labels, without expiry. Nothing tells whose token
 * a secret is, not even our own. Astra source: astra.json 24.02.
 */
export const astra: Provider = {
  descriptor,

  parse(input) {
    const fields = checkFields(serverFields, input.fields)
    for (const { name: field, label } of serverFields) {
      const value = fields[field]
      if (value === undefined) continue
      const id = value.trim().toLowerCase()
      if (!uuid.test(id)) throw invalidField(field, `${label} must be a UUID, as Astra Control shows it.`)
      fields[field] = id
    }
    return { url: parseServerUrl(input.url, urlExample), fields }
  },

  checkCredential(credential) {
    checkToken(credential, credentialLabel)
  },

  fitsRequest(fields, token) {
    const { labels: wanted } = fields
    const found = (token.labels ?? []).map(textOf)
    return (
      (token.name === null || token.name === fields['name']) &&
      (wanted === undefined || parseLabels(wanted).every((label) => found.includes(textOf(label))))
    )
  },

  open(config, credential, deps) {
    return openSession(config, holdCredential(credential), deps)
  },
}

/** Lower case, of version 4 or 5, or all zeros: what the path takes. */
const uuid =
  /^([0-9a-f]{8}-[0-9a-f]{4}-[45][0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}|0{8}-0{4}-0{4}-0{4}-0{12})$/

function openSession(config: ServerConfig, held: HeldCredential, { http, now }: ProviderDeps): Session {
  const accountId = config.fields['account_id'] ?? ''
  const groupId = config.fields['group_id'] ?? null
  const place = { accountId, groupId }
  const isGroup = groupId !== null
  const api = createAstraApi(http, held.text, place)
  const known: AstraKnowledge = { names: new Map(), hidden: new Map() }

  return {
    diagnose: (signal) =>
      diagnoseAstra({ api, capabilities: astraCapabilities, accountId, isGroup, now }, signal),
    list: (signal, progress) => listAstra(api, known, isGroup, signal, progress),
    listOwners: (signal) => readAstraOwners(api, known, signal),
    async listOwnerTokens(ownerId, signal) {
      const tokens = await api.tokens(ownerId, signal)
      return tokens.map((token) => astraRemoteToken(token, ownerId, known.names))
    },
    getToken: (ownerId, remoteId, signal) => readToken(api, known, ownerId, remoteId, signal),
    createToken: (ownerId, fields, signal) => createToken(api, known, { ownerId, fields }, signal),
    updateToken: (ownerId, remoteId, fields, signal) =>
      updateToken(api, known, { ownerId, remoteId, fields }, signal),
    deleteToken: (userId, tokenId, signal) => api.deleteToken({ userId, tokenId }, signal),
    async verifySecret(secret, _expected, signal) {
      checkToken(secret, credentialLabel)
      const pasted = holdCredential(secret)
      try {
        return await verifyAstraSecret(createAstraApi(http, pasted.text, place), api, signal)
      } finally {
        pasted.wipe()
      }
    },
    async close() {
      held.wipe()
      await http.close()
    },
  }
}

async function readToken(
  api: AstraApi,
  known: AstraKnowledge,
  userId: string,
  tokenId: string,
  signal?: AbortSignal,
): Promise<RemoteToken> {
  return astraRemoteToken(await api.token({ userId, tokenId }, signal), userId, known.names)
}

async function createToken(
  api: AstraApi,
  known: AstraKnowledge,
  input: { readonly ownerId: string; readonly fields: Readonly<Record<string, string>> },
  signal?: AbortSignal,
): Promise<CreatedToken> {
  const { name: wanted = '', labels: text } = checkFields(createFields, input.fields)
  const wantedLabels = text === undefined ? undefined : checkedLabels(text)
  assertMaySend(signal)
  const created = await api.createToken(input.ownerId, {
    name: wanted,
    ...(wantedLabels === undefined ? {} : { labels: wantedLabels }),
  })
  const answered = { ...created, name: created.name ?? wanted }
  return {
    token: astraRemoteToken(answered, input.ownerId, known.names),
    secret: new TextEncoder().encode(created.token),
  }
}

/** The API replaces, so what is to stay is read first and sent again; its answer is empty, so it is read again. */
async function updateToken(
  api: AstraApi,
  known: AstraKnowledge,
  input: {
    readonly ownerId: string
    readonly remoteId: string
    readonly fields: Readonly<Record<string, string>>
  },
  signal?: AbortSignal,
): Promise<RemoteToken> {
  const { name: wanted, labels: text } = checkFields(updateFields, input.fields)
  const wantedLabels = text === undefined ? undefined : checkedLabels(text)
  if (wanted === undefined && wantedLabels === undefined) {
    throw invalidField('name', 'Give a new name, or the labels the token is to have.')
  }
  const { ownerId, remoteId } = input
  const before = await readToken(api, known, ownerId, remoteId, signal).catch((error: unknown) => {
    throw beforeSending(error)
  })
  const change = {
    name: wanted ?? before.name ?? '',
    ...(wantedLabels === undefined || isSame(wantedLabels, before.labels ?? [])
      ? {}
      : { labels: wantedLabels }),
  }
  if (change.name === before.name && change.labels === undefined) return before
  await api.changeToken({ userId: ownerId, tokenId: remoteId }, change, signal)
  try {
    return await readToken(api, known, ownerId, remoteId, signal)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    const { code, message, ...details } = error.toData()
    const said = `The token was changed, but could not be read again. ${message}`
    throw new AppError(code, said, { ...details, outcome: 'unknown', cause: error })
  }
}

function checkedLabels(text: string): readonly AstraLabel[] {
  const found = parseLabels(text)
  if (new Set(found.map(textOf)).size < found.length) {
    throw invalidField('labels', 'Labels must not hold the same name and value twice.')
  }
  return found
}

/** Labels as text. What never passed the check, such as the fields of a create that was not sent, counts as none. */
function parseLabels(text: string): readonly AstraLabel[] {
  const found = parseJson(new TextEncoder().encode(text))
  const parsed = found.ok ? labelList.safeParse(found.value) : null
  return parsed?.success ? parsed.data : []
}

const labelList = z.array(z.object({ name: z.string(), value: z.string() }))

const textOf = (label: AstraLabel): string => JSON.stringify([label.name, label.value])

const isSame = (one: readonly AstraLabel[], other: readonly AstraLabel[]): boolean =>
  one.length === other.length && one.every((label, index) => textOf(label) === textOf(other[index] ?? label))
