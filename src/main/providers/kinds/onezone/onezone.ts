import { Buffer } from 'node:buffer'
import { AppError } from '../../../../shared/errors.ts'
import { checkPassword, checkToken, type HeldCredential, holdCredential } from '../../credential.ts'
import { checkFields, invalidField } from '../../fields.ts'
import type { Provider, ProviderDeps, RemoteToken, ServerConfig, Session } from '../../provider.ts'
import { assertMaySend, beforeSending } from '../../refusal.ts'
import { parseServerUrl } from '../../server-url.ts'
import { createOnezoneApi, type OnezoneApi, type Subject } from './api.ts'
import { readChoices } from './choices.ts'
import { createOnezoneToken, fitsNewToken, makesTemporary } from './create.ts'
import { descriptor, serverFields, updateFields, urlExample } from './descriptor.ts'
import { describeOnezoneDetails } from './details.ts'
import { diagnoseOnezone } from './diagnose.ts'
import { checkName, parseMetadata, requireId } from './fields.ts'
import { listOnezone, readTokensOf } from './listing.ts'
import { countSteps, readOwners } from './owners.ts'
import { createSubjects, type Subjects } from './subjects.ts'
import { remoteTokenOf } from './token.ts'
import { confineOnezoneToken, examineOnezoneToken, readOnezoneScope } from './token-text.ts'
import { verifyOnezoneSecret } from './verify.ts'

const credentialLabel = 'access token'

/** Characters of a token's text; the server takes no more. Onedata source: ctool, tokens. */
const longestText = 1_048_576

/**
 * Onezone: named tokens, which the server keeps and gives again with their secrets, and temporary ones, which it does
 * not list. Owners are users and Oneproviders, told apart by asking. Onedata source: onezone-swagger, oz-worker 21.02.
 */
export const onezone: Provider = {
  descriptor,

  parse(input) {
    const fields = checkFields(serverFields, input.fields)
    if (fields['username']?.includes(':') === true) {
      throw invalidField('username', 'A user name cannot hold a colon.')
    }
    return { url: parseServerUrl(input.url, urlExample), fields }
  },

  checkCredential(credential, config) {
    if (config.fields['username'] === undefined) checkToken(credential, credentialLabel)
    else checkPassword(credential)
  },

  fitsRequest: fitsNewToken,

  makesTemporary,
  describeDetails: describeOnezoneDetails,

  open(config, credential, deps) {
    return openSession(config, holdCredential(credential), deps)
  },
}

function openSession(config: ServerConfig, held: HeldCredential, { http, now }: ProviderDeps): Session {
  const username = config.fields['username']
  const api = createOnezoneApi(http, () => headersOf(username, held.text()))
  const subjects = createSubjects(api)

  return {
    diagnose: (signal) =>
      diagnoseOnezone(
        {
          api,
          readCaller: () => subjects.readCaller(signal),
          token: username === undefined ? held.text : null,
          now,
        },
        signal,
      ),
    list: (signal, progress) => listOnezone(api, subjects, signal, progress),
    async listOwners(signal) {
      const options = {
        caller: await subjects.caller(signal),
        steps: countSteps(undefined),
        isFresh: false,
      }
      return (await readOwners(api, subjects, options, signal)).owners
    },
    listOwnerTokens: async (ownerId, signal) =>
      readTokensOf(api, subjects, await subjects.of(ownerId, signal), signal),
    getToken: (ownerId, remoteId, signal) => getToken(api, subjects, [ownerId, remoteId], signal),
    createToken: (ownerId, fields, signal) =>
      createOnezoneToken(api, subjects, { ownerId, fields, nowMs: now() }, signal),
    updateToken: async (ownerId, remoteId, fields, signal) =>
      changeToken(api, subjects, [ownerId, remoteId], changeOf(fields), signal),
    setTokenEnabled: (ownerId, remoteId, enabled, signal) =>
      changeToken(api, subjects, [ownerId, remoteId], { revoked: !enabled }, signal),
    async deleteToken(ownerId, remoteId, signal) {
      requireId(ownerId, 'owner')
      await api.deleteToken(remoteId, signal)
    },
    verifySecret: (secret, expected, signal) =>
      withText(secret, (text) => verifyOnezoneSecret(api, subjects, text, expected, signal)),
    async readSecret(ownerId, remoteId, signal) {
      const { token, subject } = await api.tokenWithSecret(remoteId, signal)
      if (subject.id !== ownerId) throw notOwned(http.host)
      return new TextEncoder().encode(token)
    },
    deleteAllTokens: async (ownerId, signal) =>
      api.deleteAllTokens(await subjects.of(ownerId, signal), signal),
    revokeTemporary: async (ownerId, signal) =>
      revokeTemporary(api, await subjects.of(ownerId, signal), signal),
    examine: (secret, signal) =>
      withText(secret, (text) => examineOnezoneToken(api, subjects, text, now(), signal)),
    confine: (secret, fields, signal) =>
      withText(secret, (text) => confineOnezoneToken(api, text, fields, signal)),
    scope: (secret, signal) => withText(secret, (text) => readOnezoneScope(api, text, signal)),
    choices: (field, fields, signal) =>
      readChoices(api, subjects, { field, type: fields['type'] ?? '' }, signal),
    async close() {
      held.wipe()
      await http.close()
    },
  }
}

function headersOf(username: string | undefined, secret: string): Readonly<Record<string, string>> {
  if (username === undefined) return { 'x-auth-token': secret }
  const pair = Buffer.from(`${username}:${secret}`)
  const authorization = `Basic ${pair.toString('base64')}`
  pair.fill(0)
  return { authorization }
}

/**
 * Runs something with a token's text, on a copy of it. Throws `invalid-input` with field `secret` for what can be none:
 * the text of another product's token is not shown to this server.
 */
async function withText<T>(secret: Uint8Array, run: (text: string) => Promise<T>): Promise<T> {
  checkToken(secret, 'token', longestText)
  if (!secret.every(isTokenByte)) {
    throw invalidField('secret', 'This is not the text of an Onezone token. Nothing was sent.')
  }
  const held = holdCredential(secret)
  try {
    return await run(held.text())
  } finally {
    held.wipe()
  }
}

/** Letters and digits only, says the documentation; the marks of base64 are let pass. Onedata source: ctool. */
function isTokenByte(byte: number): boolean {
  return /[A-Za-z0-9+/=-]/.test(String.fromCharCode(byte))
}

type Place = readonly [ownerId: string, remoteId: string]

async function getToken(
  api: OnezoneApi,
  subjects: Subjects,
  [ownerId, remoteId]: Place,
  signal: AbortSignal | undefined,
): Promise<RemoteToken> {
  const token = await api.token(remoteId, signal)
  if (token.subject.id !== ownerId) throw notOwned(api.http.host)
  return remoteTokenOf(token, subjects.nameOf)
}

/** Revokes them all. When the answer is lost, the counter of the owner's temporary tokens tells whether it was done. */
async function revokeTemporary(
  api: OnezoneApi,
  subject: Subject,
  signal: AbortSignal | undefined,
): Promise<void> {
  const before = await api.temporaryGeneration(subject, signal).catch((error: unknown) => {
    throw beforeSending(error)
  })
  assertMaySend(signal)
  try {
    await api.revokeTemporary(subject, signal)
  } catch (error) {
    if (!(error instanceof AppError) || error.outcome !== 'unknown') throw error
    const after = await api.temporaryGeneration(subject, signal).catch(() => before)
    if (after <= before) throw error
  }
}

function notOwned(host: string): AppError {
  return new AppError('not-found', `The token is not one of this owner on ${host}.`)
}

function changeOf(fields: Readonly<Record<string, string>>): Readonly<Record<string, unknown>> {
  const { name, customMetadata, revoked } = checkFields(updateFields, fields)
  if (name !== undefined) checkName(name)
  const change = {
    ...(name === undefined ? {} : { name }),
    ...(customMetadata === undefined ? {} : { customMetadata: parseMetadata(customMetadata) }),
    ...(revoked === undefined ? {} : { revoked: revoked === 'true' }),
  }
  if (Object.keys(change).length === 0) {
    throw invalidField('name', 'Say what to change: a new name, other metadata, or whether it is revoked.')
  }
  return change
}

/** The answer to a change is empty, so the token is read after it. */
async function changeToken(
  api: OnezoneApi,
  subjects: Subjects,
  place: Place,
  change: Readonly<Record<string, unknown>>,
  signal: AbortSignal | undefined,
): Promise<RemoteToken> {
  await api.changeToken(place[1], change, signal)
  try {
    return await getToken(api, subjects, place, signal)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    throw new AppError(
      error.code,
      `The token was changed, but it could not be read afterwards. ${error.message}`,
      { outcome: 'unknown', cause: error },
    )
  }
}
