import type { Capability, FieldSpec, KindDescriptor } from '../../../shared/model/kind.ts'
import { epochMs } from '../../lib/time.ts'
import { checkToken, type HeldCredential, holdCredential } from '../credential.ts'
import { checkFields } from '../fields.ts'
import type { CreatedToken, Provider, ProviderDeps, ServerConfig, Session } from '../provider.ts'
import { assertMaySend, beforeSending } from '../refusal.ts'
import { parseServerUrl } from '../server-url.ts'
import { assertAccount, createNetbirdApi, type NetbirdApi } from './netbird.api.ts'
import { readCaller } from './netbird.caller.ts'
import { diagnoseNetbird } from './netbird.diagnose.ts'
import { listNetbirdEvents } from './netbird.events.ts'
import { listNetbird, type Names, readNetbirdOwners, remoteTokenOf } from './netbird.listing.ts'
import { createNetbirdUser, deleteNetbirdUser, netbirdUserFields } from './netbird.users.ts'
import { verifyNetbirdSecret } from './netbird.verify.ts'

const urlExample = 'https://api.netbird.io'
const credentialLabel = 'personal access token'
const dayMs = 24 * 60 * 60 * 1000

const serverFields: readonly FieldSpec[] = [
  {
    name: 'account',
    label: 'Managed account',
    help: 'Only for providers who manage several accounts: the id of the account to work in. Empty = your own.',
    type: 'text',
    required: false,
    initial: null,
    options: [],
    min: null,
    max: null,
    maxLength: 256,
  },
]

const createFields: readonly FieldSpec[] = [
  {
    name: 'name',
    label: 'Name',
    help: 'Names need not be unique.',
    type: 'text',
    required: true,
    initial: null,
    options: [],
    min: null,
    max: null,
    // The server has no limit that we know of; this is one for a form.
    maxLength: 128,
  },
  {
    name: 'expires_in',
    label: 'Valid for (days)',
    help: 'From 1 to 365 days. It cannot be changed later.',
    type: 'integer',
    required: true,
    initial: '30',
    options: [],
    min: 1,
    max: 365,
    maxLength: null,
  },
]

const unchangeable = 'NetBird tokens cannot be changed after creation.'

const capabilities: readonly Capability[] = [
  { id: 'tokens.list', available: true, reason: null },
  { id: 'tokens.create', available: true, reason: null },
  { id: 'tokens.name', available: true, reason: null },
  { id: 'tokens.rename', available: false, reason: unchangeable },
  { id: 'tokens.expiry', available: true, reason: null },
  { id: 'tokens.extend', available: false, reason: unchangeable },
  {
    id: 'tokens.disable',
    available: false,
    reason: 'NetBird has no way to disable a token; it can only be deleted.',
  },
  { id: 'tokens.delete', available: true, reason: null },
  { id: 'tokens.lastUsed', available: true, reason: null },
  { id: 'tokens.creator', available: true, reason: null },
  {
    id: 'tokens.readSecret',
    available: false,
    reason: 'NetBird shows a secret once, when the token is created.',
  },
  { id: 'tokens.verify', available: true, reason: null },
  { id: 'tokens.labels', available: false, reason: 'NetBird tokens have no labels.' },
  {
    id: 'tokens.temporary',
    available: false,
    reason: 'NetBird lists every token; there are no temporary ones.',
  },
  { id: 'tokens.caveats', available: false, reason: 'NetBird tokens carry no restrictions of their own.' },
  { id: 'tokens.examine', available: false, reason: 'NetBird does not tell what is inside a token.' },
  { id: 'tokens.confine', available: false, reason: 'NetBird tokens cannot be weakened.' },
  { id: 'tokens.scope', available: false, reason: 'NetBird does not tell what a token reaches.' },
  { id: 'tokens.deleteAll', available: false, reason: 'NetBird deletes tokens one by one.' },
  { id: 'tokens.revokeTemporary', available: false, reason: 'NetBird has no temporary tokens.' },
  { id: 'tokens.events', available: true, reason: null },
  { id: 'owners.list', available: true, reason: null },
  { id: 'owners.create', available: true, reason: null },
  { id: 'owners.delete', available: true, reason: null },
  {
    id: 'servers.signIn',
    available: false,
    reason: 'NetBird signs in with a personal access token, or with a JWT of its identity provider.',
  },
]

const descriptor: KindDescriptor = {
  id: 'netbird',
  name: 'NetBird',
  summary: 'Personal access tokens of yourself and of service users of a NetBird management server.',
  urlExample,
  credential: {
    label: 'Personal access token',
    help: 'In the NetBird dashboard: Team → Users → your user (or a service user) → Create Access Token. It begins with nbp_. A JWT of the identity provider works as well, for as long as it lasts.',
  },
  serverFields: [...serverFields],
  createFields: [...createFields],
  templates: [],
  updateFields: [],
  ownerFields: [...netbirdUserFields],
  switchedOff: 'disabled',
  capabilities: [...capabilities],
  tokensPerOwner: null,
}

/**
 * NetBird: personal access tokens. A caller sees its own tokens and, as owner or admin, those of service users;
 * the tokens of other people are visible to nobody. NetBird source: user.go, pat_handler.go.
 */
export const netbird: Provider = {
  descriptor,

  parse(input) {
    return { url: parseServerUrl(input.url, urlExample), fields: checkFields(serverFields, input.fields) }
  },

  checkCredential(credential) {
    checkToken(credential, credentialLabel)
  },

  fitsRequest(fields, token) {
    const createdMs = epochMs(token.createdAt)
    const expiresMs = epochMs(token.expiresAt)
    const isName = token.name === null || token.name === fields['name']
    if (createdMs === null || expiresMs === null) return isName
    // Calendar days in the server's time zone: two days of slack cover every change of clocks.
    const days = (expiresMs - createdMs) / dayMs
    return isName && Math.abs(days - Number(fields['expires_in'] ?? Number.NaN)) <= 2
  },

  open(config, credential, deps) {
    return openSession(config, holdCredential(credential), deps)
  },
}

function openSession(config: ServerConfig, held: HeldCredential, { http, now }: ProviderDeps): Session {
  const account = config.fields['account'] ?? null
  const api = createNetbirdApi(http, held.text, account)
  const names: Names = new Map()

  return {
    diagnose: (signal) => diagnoseNetbird({ api, capabilities, token: held.text, now }, signal),
    list: (signal) => listNetbird(api, names, signal),
    listOwners: (signal) => readNetbirdOwners(api, names, signal),
    async listOwnerTokens(ownerId, signal) {
      return (await api.tokens(ownerId, signal)).map((token) => remoteTokenOf(token, ownerId, names))
    },
    async getToken(ownerId, remoteId, signal) {
      return remoteTokenOf(await api.token(ownerId, remoteId, signal), ownerId, names)
    },
    createToken: (ownerId, fields, signal) => createToken(api, names, { ownerId, fields }, signal),
    deleteToken: (ownerId, remoteId, signal) => api.deleteToken(ownerId, remoteId, signal),
    async verifySecret(secret, expected, signal) {
      checkToken(secret, credentialLabel)
      const pasted = holdCredential(secret)
      try {
        const isOwnCredential = pasted.text() === held.text()
        const pastedApi = createNetbirdApi(http, pasted.text, account)
        return await verifyNetbirdSecret({ own: api, pasted: pastedApi, isOwnCredential, expected }, signal)
      } finally {
        pasted.wipe()
      }
    },
    listEvents: (ownerId, remoteId, signal) => listNetbirdEvents(api, ownerId, remoteId, signal),
    createOwner: (fields, signal) =>
      createNetbirdUser(api, fields, async () => (await readCaller(api, signal)).caller, signal),
    deleteOwner: (ownerId, signal) => deleteNetbirdUser(api, ownerId, signal),
    async close() {
      held.wipe()
      await http.close()
    },
  }
}

async function createToken(
  api: NetbirdApi,
  names: Names,
  input: { readonly ownerId: string; readonly fields: Readonly<Record<string, string>> },
  signal?: AbortSignal,
): Promise<CreatedToken> {
  const { name = '', expires_in: days } = checkFields(createFields, input.fields)
  await assertAccount(api, signal).catch((error: unknown) => {
    throw beforeSending(error)
  })
  assertMaySend(signal)
  const created = await api.createToken(input.ownerId, { name, expires_in: Number(days) })
  const answered = created.personal_access_token
  return {
    token: remoteTokenOf({ ...answered, name: answered.name ?? name }, input.ownerId, names),
    secret: new TextEncoder().encode(created.plain_token),
  }
}
