import { AppError } from '../../../shared/errors.ts'
import type { Capability, FieldSpec, KindDescriptor } from '../../../shared/model/kind.ts'
import { epochMs } from '../../lib/time.ts'
import { checkPassword, checkToken, type HeldCredential, holdCredential } from '../credential.ts'
import { checkFields, invalidField } from '../fields.ts'
import type { Provider, ProviderDeps, RemoteToken, ServerConfig, Session } from '../provider.ts'
import { parseServerUrl } from '../server-url.ts'
import { createQumuloApi, type QumuloApi } from './qumulo.api.ts'
import { createQumuloToken } from './qumulo.create.ts'
import { diagnoseQumulo } from './qumulo.diagnose.ts'
import { qumuloTokensPerOwner } from './qumulo.explain.ts'
import { listQumulo } from './qumulo.listing.ts'
import { filterOf, ownerIdOf, remoteTokenOf } from './qumulo.owners.ts'
import { startQumuloSaml } from './qumulo.saml.ts'
import type { QumuloToken, QumuloWhoAmI } from './qumulo.schema.ts'
import { isQumuloSession, type QumuloSignIn, signInWithPassword, signInWithToken } from './qumulo.sign-in.ts'
import { createQumuloUser, deleteQumuloUser, findQumuloOwner, qumuloUserFields } from './qumulo.users.ts'
import { verifyQumuloSecret } from './qumulo.verify.ts'

const urlExample = 'https://cluster.example.org:8000'
const credentialLabel = 'access token'

const blank = { required: false, initial: null, options: [], min: null, max: null, maxLength: null } as const

const serverFields: readonly FieldSpec[] = [
  {
    ...blank,
    options: [],
    name: 'username',
    label: 'User name',
    help: 'Only to sign in with a password: the credential is then the password. Empty = it is an access token.',
    type: 'text',
    maxLength: 512,
  },
]

const expirationTime: FieldSpec = {
  ...blank,
  options: [],
  name: 'expiration_time',
  label: 'Expires at',
  help: 'A time with a zone, such as 2026-01-31T18:00:00Z. Empty = never.',
  type: 'instant',
}

const createFields: readonly FieldSpec[] = [expirationTime]

const updateFields: readonly FieldSpec[] = [
  {
    ...expirationTime,
    help: 'A time with a zone, such as 2026-01-31T18:00:00Z. Empty = unchanged; an expiry cannot be removed again.',
  },
  {
    ...blank,
    options: [],
    name: 'enabled',
    label: 'Enabled',
    help: 'A disabled token is refused until it is enabled again.',
    type: 'boolean',
  },
]

const capabilities: readonly Capability[] = [
  { id: 'tokens.list', available: true, reason: null },
  { id: 'tokens.create', available: true, reason: null },
  { id: 'tokens.name', available: false, reason: 'Qumulo tokens have no name.' },
  { id: 'tokens.rename', available: false, reason: 'Qumulo tokens have no name.' },
  { id: 'tokens.expiry', available: true, reason: null },
  { id: 'tokens.extend', available: true, reason: null },
  { id: 'tokens.disable', available: true, reason: null },
  { id: 'tokens.delete', available: true, reason: null },
  { id: 'tokens.lastUsed', available: false, reason: 'Qumulo does not record when a token was last used.' },
  { id: 'tokens.creator', available: true, reason: null },
  {
    id: 'tokens.readSecret',
    available: false,
    reason: 'Qumulo shows a secret once, when the token is created.',
  },
  { id: 'tokens.verify', available: true, reason: null },
  { id: 'tokens.labels', available: false, reason: 'Qumulo tokens have no labels.' },
  {
    id: 'tokens.temporary',
    available: false,
    reason: 'Qumulo lists every token; there are no temporary ones.',
  },
  { id: 'tokens.caveats', available: false, reason: 'Qumulo tokens carry no restrictions of their own.' },
  { id: 'tokens.examine', available: false, reason: 'Qumulo does not tell what is inside a token.' },
  { id: 'tokens.confine', available: false, reason: 'Qumulo tokens cannot be weakened.' },
  { id: 'tokens.scope', available: false, reason: 'Qumulo does not tell what a token reaches.' },
  { id: 'tokens.deleteAll', available: false, reason: 'Qumulo deletes tokens one by one.' },
  { id: 'tokens.revokeTemporary', available: false, reason: 'Qumulo has no temporary tokens.' },
  { id: 'tokens.events', available: false, reason: 'Qumulo keeps no record of what was done with a token.' },
  { id: 'owners.list', available: true, reason: null },
  { id: 'owners.create', available: true, reason: null },
  { id: 'owners.delete', available: true, reason: null },
  { id: 'servers.signIn', available: true, reason: null },
]

const descriptor: KindDescriptor = {
  id: 'qumulo',
  name: 'Qumulo Core',
  summary: 'Access tokens of the users of a Qumulo Core cluster; at most two per user.',
  urlExample,
  credential: {
    label: 'Access token or password',
    help: 'An access token, or the password of the user given below. A first token: sign in with a password, such as that of the local user admin, or with the browser, and create one here.',
  },
  serverFields: [...serverFields],
  createFields: [...createFields],
  templates: [],
  updateFields: [...updateFields],
  ownerFields: [...qumuloUserFields],
  switchedOff: 'disabled',
  capabilities: [...capabilities],
  tokensPerOwner: qumuloTokensPerOwner,
}

/** Qumulo Core: access tokens, at most two per user, known by their id only. Qumulo source: REST API 7.7.2. */
export const qumulo: Provider = {
  descriptor,

  parse(input) {
    return { url: parseServerUrl(input.url, urlExample), fields: checkFields(serverFields, input.fields) }
  },

  checkCredential(credential, config) {
    if (config.fields['username'] === undefined) checkToken(credential, credentialLabel)
    else checkPassword(credential)
  },

  fitsRequest(fields, token) {
    return epochMs(token.expiresAt) === epochMs(fields['expiration_time'] ?? null)
  },

  async startSignIn(config, { http, now }, signal) {
    if (config.fields['username'] !== undefined) {
      await http.close()
      throw invalidField(
        'username',
        'Leave the user name empty: with the browser, the sign-in tells who you are.',
      )
    }
    return startQumuloSaml(http, now, signal)
  },

  open(config, credential, deps) {
    return openSession(config, holdCredential(credential), deps)
  },
}

function openSession(config: ServerConfig, held: HeldCredential, { http, now }: ProviderDeps): Session {
  const username = config.fields['username']
  const signIn: QumuloSignIn =
    username === undefined ? signInWithToken(held.text) : signInWithPassword(http, username, held)
  const api = createQumuloApi(http, config.url, signIn)
  let known: QumuloWhoAmI | null = null

  const self = async (signal?: AbortSignal): Promise<QumuloWhoAmI> => known ?? readSelf(signal)

  async function readSelf(signal?: AbortSignal): Promise<QumuloWhoAmI> {
    known = await api.whoAmI(signal)
    return known
  }

  return {
    diagnose: (signal) =>
      diagnoseQumulo({ api, capabilities, readSelf: () => readSelf(signal), now }, signal),
    list: async (signal) => listQumulo(api, await readSelf(signal), signal),
    listOwners: async (signal) => (await listQumulo(api, await readSelf(signal), signal)).owners,
    async listOwnerTokens(ownerId, signal) {
      const tokens = await api.tokens(filterOf(ownerId), signal)
      return tokens.filter((token) => isOwnedBy(token, ownerId)).map(remoteTokenOf)
    },
    getToken: (ownerId, remoteId, signal) => getToken(api, ownerId, remoteId, signal),
    async createToken(ownerId, fields, signal) {
      const { expiration_time: expiry } = checkFields(createFields, fields)
      // The server makes an expired token of it, which takes one of the owner's two slots.
      if (expiry !== undefined && (epochMs(expiry) ?? Number.POSITIVE_INFINITY) <= now()) {
        throw invalidField(
          'expiration_time',
          'This time has passed: the token would be expired from the start.',
        )
      }
      const input = { ownerId, expirationTime: expiry, self: () => self(signal), now }
      return createQumuloToken(api, input, signal)
    },
    async updateToken(_ownerId, remoteId, fields, signal) {
      const { expiration_time: expiry, enabled } = checkFields(updateFields, fields)
      if (expiry === undefined && enabled === undefined) {
        throw invalidField('expiration_time', 'Give a new expiry. One that is set cannot be removed again.')
      }
      const change = {
        ...(expiry === undefined ? {} : { expiration_time: expiry }),
        ...(enabled === undefined ? {} : { enabled: enabled === 'true' }),
      }
      return remoteTokenOf(await api.changeToken(remoteId, change, signal))
    },
    async setTokenEnabled(_ownerId, remoteId, enabled, signal) {
      return remoteTokenOf(await api.changeToken(remoteId, { enabled }, signal))
    },
    deleteToken: (_ownerId, remoteId, signal) => api.deleteToken(remoteId, signal),
    async verifySecret(secret, expected, signal) {
      checkToken(secret, credentialLabel)
      const pasted = holdCredential(secret)
      try {
        const isSession = isQumuloSession(pasted.text())
        const pastedApi = createQumuloApi(http, config.url, signInWithToken(pasted.text))
        return await verifyQumuloSecret(pastedApi, isSession, expected, signal)
      } finally {
        pasted.wipe()
      }
    },
    createOwner: (fields, signal) => createQumuloUser(api, () => self(signal), fields, signal),
    deleteOwner: (ownerId, signal) => deleteQumuloUser(api, () => self(signal), ownerId, signal),
    findOwner: (reference, signal) => findQumuloOwner(api, () => readSelf(signal), reference, signal),
    async close() {
      signIn.forget()
      held.wipe()
      await http.close()
    },
  }
}

async function getToken(
  api: QumuloApi,
  ownerId: string,
  remoteId: string,
  signal: AbortSignal | undefined,
): Promise<RemoteToken> {
  const token = await api.token(remoteId, { signal })
  if (isOwnedBy(token, ownerId)) return remoteTokenOf(token)
  throw new AppError('not-found', `The token is not one of this user on ${api.http.host}.`)
}

/** An entry without an auth_id is believed to be the one asked for: there is nothing to compare. */
function isOwnedBy(token: QumuloToken, ownerId: string): boolean {
  return !token.user.auth_id || ownerIdOf(token.user) === ownerId
}
