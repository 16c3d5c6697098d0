import type { Answer, KindParts, PracticeAccount, PracticeKind, Received, WorldControl } from '../kind.ts'
import { BASE62 } from '../random.ts'
import { findRoute, type RouteParams } from '../routes.ts'
import { isAtLeast } from '../versions.ts'
import { bare, fail, failure } from './answers.ts'
import { authenticate } from './auth.ts'
import { findForbidding, type Operation } from './caveat-check.ts'
import type { Caller, Route } from './context.ts'
import { type Seeded, type SeededSubjects, seedOnezone } from './data.ts'
import { notFound, Refusal, serviceUnavailable, tokenCaveatUnverified, unauthorized } from './errors.ts'
import { inventoryRoutes } from './inventories.ts'
import { namedTokenRoutes } from './named-tokens.ts'
import { completeOptions, type OnezoneOptions } from './options.ts'
import { ADMIN_PRIVILEGES } from './privileges.ts'
import { createState, issueToken, type OnezoneState, seconds } from './state.ts'
import { isSame, type Subject } from './subject.ts'
import { subjectTokenRoutes } from './subject-tokens.ts'
import { toolRoutes } from './token-tools.ts'
import { userRoutes } from './users.ts'
import { zoneRoutes } from './zone.ts'

const ROUTES = [
  ...zoneRoutes,
  ...toolRoutes,
  ...namedTokenRoutes,
  ...subjectTokenRoutes,
  ...userRoutes,
  ...inventoryRoutes,
]
const BASE = '/api/v3/onezone/'

/**
 * A stand-in for a Onedata Onezone. `secret` is an access token of an administrator, who can also sign in with a
 * password; what the other accounts are good for is told by their `about`. The Oneprovider's `owner` is its own id.
 */
export function createOnezone(parts: KindParts, options: OnezoneOptions = {}): PracticeKind {
  const state = createState(parts.random, parts.now, completeOptions(options))
  const seeded = seedOnezone(state)
  return {
    kind: 'onezone',
    fields: {},
    secret: seeded.administrator.token.text,
    accounts: describeAccounts(state, seeded),
    world: controlWorld(state, seeded),
    handle: (request) => respond(state, request),
    failure: (status) => failure(state, status),
  }
}

/** In the order of the real server: path, method, credential, media types, `api` caveats, then the call itself. */
function respond(state: OnezoneState, request: Received): Answer {
  const { pathname } = request
  const trimmed = state.settings.trailingSlash === 'ignore' ? pathname.replace(/\/$/, '') : pathname
  if (!trimmed.startsWith(BASE)) return fail(state, notFound())
  const path = trimmed.slice(BASE.length)
  const routes = ROUTES.filter(({ since }) => isAtLeast(state.version, since))
  const found = findRoute(routes, request.method, path)
  if (found === 'no-path') return fail(state, notFound())
  if (found === 'wrong-method') return bare(405, { Allow: methodsOf(routes, path).join(', ') })
  const { route } = found
  const params = decode(found.params)
  if (params === null) return bare(400)
  const full = state.settings.databaseFull && isAtLeast(state.version, '21.02.6')
  if (full && route.credential !== 'ignored') return fail(state, serviceUnavailable())

  const signIn = route.credential === 'ignored' ? null : authenticate(state, request)
  const refused = signIn !== null && 'error' in signIn ? signIn.error : null
  const isPublic = route.credential === 'optional'
  if (refused !== null && !(isPublic && state.settings.badCredentialOnPublic === 'ignore')) {
    return fail(state, refused)
  }
  const caller = signIn === null || 'error' in signIn ? null : signIn
  if (caller === null && route.credential === 'needed') return fail(state, unauthorized())
  return (
    checkMedia(state, request) ??
    checkApi(state, route, params, caller) ??
    run(state, request, route, params, caller)
  )
}

function run(
  state: OnezoneState,
  request: Received,
  route: Route,
  params: RouteParams,
  caller: Caller | null,
): Answer {
  try {
    return route.run({ state, request, params, caller })
  } catch (error) {
    if (error instanceof Refusal) return fail(state, error.error)
    throw error
  }
}

/** JSON is all that is spoken here; `null`: go on. */
function checkMedia(state: OnezoneState, { headers, body }: Received): Answer | null {
  const accept = headers['accept'] ?? '*/*'
  if (!/(?:\*\/\*|application\/\*|application\/json)/i.test(accept)) return bare(406)
  const type = (headers['content-type'] ?? '').split(';', 1)[0]?.trim().toLowerCase()
  const wrong = body !== '' && type !== 'application/json' && state.settings.contentType === 'required'
  return wrong ? bare(415) : null
}

/** Whether the `api` caveats of the credential allow a call; `null`: go on. */
function checkApi(
  state: OnezoneState,
  route: Route,
  params: RouteParams,
  caller: Caller | null,
): Answer | null {
  if (caller === null || route.credential !== 'needed') return null
  const operations: Readonly<Record<string, Operation['operation']>> = {
    POST: 'create',
    PATCH: 'update',
    DELETE: 'delete',
  }
  const [type = '', rest = ''] = route.about.split('.')
  const operation = operations[route.method] ?? 'get'
  const own = /^(?:user|provider)(?:\/|$)/.test(route.path) ? caller.subject.id : 'null'
  const id = params.get('id') ?? own
  const caveat = findForbidding(caller.caveats, { operation, resource: `${type}.${id}.${rest}` })
  if (caveat === null) return null
  const error = tokenCaveatUnverified(caveat)
  return fail(state, state.settings.apiRefusal === 401 ? unauthorized(error) : error)
}

function methodsOf(routes: readonly Route[], path: string): string[] {
  return ['GET', 'POST', 'PATCH', 'DELETE'].filter(
    (method) => typeof findRoute(routes, method, path) !== 'string',
  )
}

/** The values of the path, percent-decoded one by one; `null`: not well encoded. */
function decode(params: RouteParams): RouteParams | null {
  try {
    return new Map([...params].map(([name, value]) => [name, decodeURIComponent(value)]))
  } catch {
    return null
  }
}

function describeAccounts(state: OnezoneState, seeded: SeededSubjects): Record<string, PracticeAccount> {
  const account = ({ token }: Seeded, about: string): PracticeAccount => {
    const { type, id } = token.subject
    const user = type === 'user' ? state.users.get(id) : undefined
    const { username = null, password = null } = user ?? {}
    return {
      owner: id,
      name: user?.fullName ?? state.providers.get(id)?.name ?? '',
      secret: token.text,
      tokenId: token.id,
      signIn: username === null || password === null ? null : { username, password },
      about,
    }
  }
  return {
    administrator: account(seeded.administrator, 'all privileges: the tokens of every user and Oneprovider'),
    auditor: account(seeded.auditor, 'lists and views everything but tokens, of which it sees its own only'),
    person: account(seeded.person, 'no privileges: own tokens only'),
    clusterMember: account(seeded.clusterMember, 'no privileges, but cluster_update for one Oneprovider'),
    provider: account(seeded.provider, 'a Oneprovider itself: its own tokens only'),
    passwordOff: account(seeded.passwordOff, 'a person whose password is switched off: basicAuthDisabled'),
    blocked: account(seeded.blocked, 'a blocked person: 401 with userBlocked'),
    expired: account(seeded.expired, 'its token has run out: 401 with tokenCaveatUnverified'),
    revoked: account(seeded.revoked, 'its token is revoked: 401 with tokenRevoked'),
    elsewhere: account(seeded.elsewhere, 'its token is for Oneclient only: 401 with tokenCaveatUnverified'),
    identity: account(seeded.identity, 'an identity token: 401 with notAnAccessToken'),
  }
}

function controlWorld(state: OnezoneState, seeded: SeededSubjects): WorldControl {
  const administrator = seeded.administrator.token.subject
  const find = (owner: string | undefined): Subject => {
    if (owner === undefined) return administrator
    const users = [...state.users.values()].filter(({ id, fullName, username }) =>
      [id, fullName, username].includes(owner),
    )
    const providers = [...state.providers.values()].filter(({ id, name }) => [id, name].includes(owner))
    const [user, provider] = [users[0], providers[0]]
    if (user !== undefined) return { type: 'user', id: user.id }
    if (provider !== undefined) return { type: 'oneprovider', id: provider.id }
    throw new Error(`no such user or Oneprovider: ${owner}`)
  }
  const findUser = (owner: string | undefined) => {
    const { id } = find(owner)
    const user = state.users.get(id)
    if (user === undefined) throw new Error('a Oneprovider has no privileges')
    return user
  }
  return {
    issued: () => new Map([...state.tokens.values()].map(({ id, text }) => [id, text])),
    addTokenOutside: (owner) => {
      const name = `made elsewhere ${state.random.text(BASE62, 6)}`
      const { id, text } = issueToken(state, { subject: find(owner), name })
      return { id, secret: text }
    },
    removeTokenOutside: (owner, id) => {
      const token = state.tokens.get(id)
      if (token === undefined || !isSame(token.subject, find(owner))) throw new Error(`no such token: ${id}`)
      state.tokens.delete(id)
    },
    expireCredential: () => {
      const token = state.tokens.get(seeded.administrator.token.id)
      if (token !== undefined)
        token.caveats = [...token.caveats, { type: 'time', validUntil: seconds(state) - 1 }]
    },
    setRole: (role, owner) => {
      const names = typeof role === 'string' ? [role] : role
      const unknown = names.find((name) => !ADMIN_PRIVILEGES.includes(name))
      if (unknown !== undefined) throw new Error(`not a privilege of administrators: ${unknown}`)
      findUser(owner).privileges = [...names].sort()
    },
    setVersion: (version) => {
      state.version = version
    },
    blockCaller: (how = 'blocked') => {
      findUser(undefined).blocked = how !== 'no'
    },
    limitRate: (limit) => {
      if (limit !== null) throw new Error('Onezone has no rate limit')
    },
  }
}
