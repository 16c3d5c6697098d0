import type { z } from 'zod'
import type { HttpClient, JsonAnswer } from '../../http.ts'
import { type EncodedPath, pathOf } from '../../path.ts'
import { readError } from './errors.ts'
import { explainOnezone, type Topic } from './explain.ts'
import { requireId } from './fields.ts'
import {
  anyJson,
  type Configuration,
  configuration,
  createdNamed,
  currentTime,
  type Examined,
  examined,
  generation,
  type InferredScope,
  idsUnder,
  inferredScope,
  justToken,
  myAddress,
  type NamedToken,
  named,
  namedSecret,
  namedToken,
  type OneProvider,
  privileges,
  provider,
  type User,
  user,
  verified,
} from './schema.ts'
import { caveatTypeOf } from './token-errors.ts'

/** Whose tokens a call is about. `isSelf` = the session's own user or Oneprovider. */
export interface Subject {
  readonly type: 'user' | 'provider'
  readonly id: string
  readonly isSelf: boolean
}

/** Lists to choose from, by the member that holds their ids. */
export type Collection = 'groups' | 'spaces' | 'clusters' | 'harvesters' | 'atm_inventories'

/** How a verify call went. */
export type Verdict =
  | { readonly ok: true }
  | {
      readonly ok: false
      /** The sentence why. */
      readonly reason: string
      /** The type of the caveat that was not fulfilled; null = something else. */
      readonly caveat: string | null
    }

/** Onezone's calls that are used, one function each. */
export interface OnezoneApi {
  readonly http: HttpClient
  /** These carry no credential, because they need none. */
  /** null = there is an answer, but not that of Onezone. */
  configuration(signal?: AbortSignal): Promise<Configuration | null>
  currentTimeMs(signal?: AbortSignal): Promise<number>
  myAddress(signal?: AbortSignal): Promise<string>
  examine(token: string, options: Waiting): Promise<Examined>
  confine(token: string, caveats: readonly unknown[], signal?: AbortSignal): Promise<string>
  scope(token: string, signal?: AbortSignal): Promise<InferredScope>
  /** @param body what the call takes beside `token`. */
  verify(sort: VerifySort, body: VerifyBody, signal?: AbortSignal): Promise<Verdict>
  /** The current user; refused to a Oneprovider. */
  self(signal?: AbortSignal): Promise<User>
  /** The current Oneprovider; refused to a user. */
  selfProvider(signal?: AbortSignal): Promise<OneProvider>
  /** Effective admin privileges of the current user. */
  privileges(signal?: AbortSignal): Promise<readonly string[]>
  userIds(signal?: AbortSignal): Promise<readonly string[]>
  user(id: string, signal?: AbortSignal): Promise<User>
  providerIds(signal?: AbortSignal): Promise<readonly string[]>
  provider(id: string, signal?: AbortSignal): Promise<OneProvider>
  /** What the current user belongs to, by groups too. */
  ownIds(collection: Collection, signal?: AbortSignal): Promise<readonly string[]>
  ownName(collection: Collection, id: string, signal?: AbortSignal): Promise<string | null>
  /** Named tokens of everybody: needs oz_tokens_manage. */
  allTokenIds(signal?: AbortSignal): Promise<readonly string[]>
  tokenIds(subject: Subject, signal?: AbortSignal): Promise<readonly string[]>
  token(id: string, signal?: AbortSignal): Promise<NamedToken>
  tokenWithSecret(id: string, signal?: AbortSignal): Promise<JsonAnswer<typeof namedSecret>['body']>
  createNamed(subject: Subject, json: object): Promise<JsonAnswer<typeof createdNamed>['body']>
  createTemporary(subject: Subject, json: object): Promise<string>
  changeToken(id: string, json: object, signal?: AbortSignal): Promise<void>
  deleteToken(id: string, signal?: AbortSignal): Promise<void>
  deleteAllTokens(subject: Subject, signal?: AbortSignal): Promise<void>
  /** The counter of a subject's temporary tokens, which revoking all of them raises. */
  temporaryGeneration(subject: Subject, signal?: AbortSignal): Promise<number>
  revokeTemporary(subject: Subject, signal?: AbortSignal): Promise<void>
}

/** Which verify call. */
export type VerifySort = 'access' | 'identity' | 'invite'

/** The token and its circumstances; members that are left out are those of the call itself. */
export interface VerifyBody {
  readonly token: string
  readonly interface?: string
  readonly allowDataAccessCaveats?: boolean
}

interface Waiting {
  readonly signal?: AbortSignal | undefined
  readonly totalMs?: number
}

/** @param credential gives the headers that sign a request in. */
export function createOnezoneApi(
  http: HttpClient,
  credential: () => Readonly<Record<string, string>>,
): OnezoneApi {
  const signedIn = (signal: AbortSignal | undefined) => ({
    headers: credential(),
    explain: explainOnezone(http.host, 'call'),
    signal,
  })
  const anonymous = (topic: Topic, signal: AbortSignal | undefined) => ({
    explain: explainOnezone(http.host, topic),
    signal,
  })
  async function get<S extends z.ZodType>(
    path: EncodedPath,
    schema: S,
    signal: AbortSignal | undefined,
  ): Promise<JsonAnswer<S>['body']> {
    return (await http.requestJson({ ...signedIn(signal), method: 'GET', path, schema })).body
  }
  async function getOpenly<S extends z.ZodType>(
    path: EncodedPath,
    schema: S,
    signal: AbortSignal | undefined,
  ): Promise<JsonAnswer<S>['body']> {
    return (await http.requestJson({ ...anonymous('call', signal), method: 'GET', path, schema })).body
  }
  /** Looks at a token's text. It goes in the body, and without our credential: whose call it is does not matter. */
  async function look<S extends z.ZodType>(
    path: EncodedPath,
    json: object,
    schema: S,
    { signal, totalMs }: Waiting,
  ): Promise<JsonAnswer<S>['body']> {
    const limit = totalMs === undefined ? {} : { totalMs }
    return (
      await http.requestJson({ ...anonymous('pasted', signal), ...limit, method: 'POST', path, json, schema })
    ).body
  }
  async function change(
    method: 'PATCH' | 'DELETE',
    path: EncodedPath,
    json: object | undefined,
    signal: AbortSignal | undefined,
  ): Promise<void> {
    await http.requestJson({ ...signedIn(signal), method, path, json, schema: 'none' })
  }

  return {
    http,
    async configuration(signal) {
      const answer = await getOpenly(pathOf`/api/v3/onezone/configuration`, anyJson, signal)
      return configuration.safeParse(answer).data ?? null
    },
    async currentTimeMs(signal) {
      const path = pathOf`/api/v3/onezone/provider/public/get_current_time`
      return (await getOpenly(path, currentTime, signal)).timeMillis
    },
    myAddress: (signal) => getOpenly(pathOf`/api/v3/onezone/provider/public/check_my_ip`, myAddress, signal),
    examine: (token, options) => look(pathOf`/api/v3/onezone/tokens/examine`, { token }, examined, options),
    async confine(token, caveats, signal) {
      const path = pathOf`/api/v3/onezone/tokens/confine`
      return (await look(path, { token, caveats }, justToken, { signal })).token
    },
    scope: (token, signal) =>
      look(pathOf`/api/v3/onezone/tokens/infer_access_token_scope`, { token }, inferredScope, { signal }),
    verify: (sort, json, signal) => verify(http, sort, json, signal),
    self: (signal) => get(pathOf`/api/v3/onezone/user`, user, signal),
    selfProvider: (signal) => get(pathOf`/api/v3/onezone/provider`, provider, signal),
    async privileges(signal) {
      const path = pathOf`/api/v3/onezone/user/effective_privileges`
      return (await get(path, privileges, signal)).privileges
    },
    userIds: (signal) => get(pathOf`/api/v3/onezone/users`, idsUnder('users'), signal),
    user: (id, signal) => get(pathOf`/api/v3/onezone/users/${requireId(id, 'owner')}`, user, signal),
    providerIds: (signal) => get(pathOf`/api/v3/onezone/providers`, idsUnder('providers'), signal),
    provider: (id, signal) =>
      get(pathOf`/api/v3/onezone/providers/${requireId(id, 'owner')}`, provider, signal),
    ownIds: (collection, signal) =>
      get(pathOf`/api/v3/onezone/user/${`effective_${collection}`}`, idsUnder(collection), signal),
    async ownName(collection, id, signal) {
      const path = pathOf`/api/v3/onezone/user/${`effective_${collection}`}/${requireId(id, 'target')}`
      return (await get(path, named, signal)).name ?? null
    },
    allTokenIds: (signal) => get(pathOf`/api/v3/onezone/tokens/named`, idsUnder('tokens'), signal),
    tokenIds: (subject, signal) => get(tokensOf(subject, 'named'), idsUnder('tokens'), signal),
    token: (id, signal) => get(tokenPath(id), namedToken, signal),
    tokenWithSecret: (id, signal) => get(tokenPath(id), namedSecret, signal),
    async createNamed(subject, json) {
      const path = tokensOf(subject, 'named')
      const request = { ...signedIn(undefined), method: 'POST', path, json } as const
      return (await http.requestJson({ ...request, schema: createdNamed })).body
    },
    async createTemporary(subject, json) {
      const path = tokensOf(subject, 'temporary')
      const request = { ...signedIn(undefined), method: 'POST', path, json } as const
      return (await http.requestJson({ ...request, schema: justToken })).body.token
    },
    changeToken: (id, json, signal) => change('PATCH', tokenPath(id), json, signal),
    deleteToken: (id, signal) => change('DELETE', tokenPath(id), undefined, signal),
    deleteAllTokens: (subject, signal) => change('DELETE', tokensOf(subject, 'named'), undefined, signal),
    async temporaryGeneration(subject, signal) {
      return (await get(tokensOf(subject, 'temporary'), generation, signal)).generation
    },
    revokeTemporary: (subject, signal) => change('DELETE', tokensOf(subject, 'temporary'), undefined, signal),
  }
}

function tokenPath(id: string): EncodedPath {
  return pathOf`/api/v3/onezone/tokens/named/${requireId(id, 'id')}`
}

/** The tokens of one subject. An id that is empty, or is none, throws: it never becomes the path of somebody else's. */
function tokensOf({ type, id, isSelf }: Subject, what: 'named' | 'temporary'): EncodedPath {
  const checked = requireId(id, 'owner')
  if (isSelf) {
    return type === 'user'
      ? pathOf`/api/v3/onezone/user/tokens/${what}`
      : pathOf`/api/v3/onezone/provider/tokens/${what}`
  }
  return type === 'user'
    ? pathOf`/api/v3/onezone/users/${checked}/tokens/${what}`
    : pathOf`/api/v3/onezone/providers/${checked}/tokens/${what}`
}

async function verify(
  http: HttpClient,
  sort: VerifySort,
  json: VerifyBody,
  signal: AbortSignal | undefined,
): Promise<Verdict> {
  const refusals: Verdict[] = []
  const explain = explainOnezone(http.host, 'pasted')
  try {
    await http.requestJson({
      method: 'POST',
      path: pathOf`/api/v3/onezone/tokens/${`verify_${sort}_token`}`,
      json,
      schema: verified,
      explain: (answer) => {
        const explanation = explain(answer)
        const { code, message } = explanation
        const error = readError(answer.body)
        const isAboutToken = code === 'rejected' || code === 'expired' || error?.id === 'badValueToken'
        if (error !== null && isAboutToken) {
          refusals.push({ ok: false, reason: message, caveat: caveatTypeOf(error) })
        }
        return explanation
      },
      signal,
    })
    return { ok: true }
  } catch (error) {
    const [refusal] = refusals
    if (refusal === undefined) throw error
    return refusal
  }
}
