import { SECOND } from '../instant.ts'
import type { Answer, KindParts, PracticeAccount, PracticeKind, Received, WorldControl } from '../kind.ts'
import { findRoute, type RouteShape } from '../routes.ts'
import { isAtLeast } from '../versions.ts'
import { badRequest, fail, failure, notFound } from './answers.ts'
import { authenticate } from './auth.ts'
import { clusterRoutes } from './cluster.ts'
import { type Seeded, type SeededIdentities, seedQumulo } from './data.ts'
import { parseIdentity, resolveIdentity } from './identity.ts'
import { completeOptions, type QumuloOptions } from './options.ts'
import { isRole } from './privileges.ts'
import { samlRoutes } from './saml.ts'
import {
  createState,
  dropToken,
  issueToken,
  type QumuloIdentity,
  type QumuloState,
  tokensOf,
} from './state.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'

const OTHER_ROUTES = [...clusterRoutes, ...userRoutes]
// Tokens, and signing in with the browser from outside the web interface, are as old as each other.
const ALL_ROUTES = [...OTHER_ROUTES, ...samlRoutes, ...tokenRoutes]

/**
 * A stand-in for a Qumulo Core cluster. `secret` is an access token of the local `admin`, who can also sign in with a
 * password; what the other accounts are good for is told by their `about`.
 */
export function createQumulo(parts: KindParts, options: QumuloOptions = {}): PracticeKind {
  const state = createState(parts.random, parts.now, completeOptions(options))
  const seeded = seedQumulo(state)
  return {
    kind: 'qumulo',
    fields: {},
    secret: state.plain.get(seeded.administrator.tokenId) ?? '',
    accounts: describeAccounts(state, seeded),
    world: controlWorld(state, seeded),
    handle: (request) => respond(state, request),
    failure: (status) => failure(state, status),
  }
}

function respond(state: QumuloState, request: Received): Answer {
  let path: string
  try {
    path = decodeURIComponent(request.pathname)
  } catch {
    return badRequest(state, 'The path is not well encoded.')
  }
  const routes = isAtLeast(state.version, '5.3.0') ? ALL_ROUTES : OTHER_ROUTES
  const found = findRoute(
    routes.filter((route) => isServed(state, route)),
    request.method,
    path.slice(1),
  )
  if (found === 'no-path') return notFound(state, `Nothing at ${request.pathname}.`)
  if (found === 'wrong-method')
    return fail(state, 405, 'http_method_not_allowed_error', 'Method not allowed.')
  const { route, params } = found
  if (route.open) return route.run({ state, request, params })
  const caller = authenticate(state, request)
  return 'body' in caller ? caller : route.run({ state, request, params, caller })
}

function isServed(state: QumuloState, { path }: RouteShape): boolean {
  return state.settings.identityPaths === 'both' || !path.startsWith('v1/identity/')
}

function describeAccounts(state: QumuloState, seeded: SeededIdentities): Record<string, PracticeAccount> {
  const account = ({ identity, tokenId }: Seeded, about: string): PracticeAccount => ({
    owner: identity.authId,
    name: identity.name ?? '',
    secret: state.plain.get(tokenId) ?? '',
    tokenId,
    signIn:
      identity.password === null ? null : { username: identity.name ?? '', password: identity.password },
    about,
  })
  return {
    administrator: account(seeded.administrator, 'local admin with all rights and one token left to make'),
    operator: account(seeded.operator, 'reads and writes all tokens, looks up identities, lists users'),
    auditor: account(seeded.auditor, 'reads all tokens, nothing else'),
    plain: account(seeded.plain, 'no privileges: own tokens only'),
    full: account(seeded.full, 'no privileges, and two tokens already'),
    disabled: account(seeded.disabled, 'its token is disabled: 401'),
    expired: account(seeded.expired, 'its token has run out: 401'),
    directoryUser: account(seeded.directoryUser, 'an Active Directory user without privileges'),
  }
}

function controlWorld(state: QumuloState, seeded: SeededIdentities): WorldControl {
  const { administrator } = seeded
  const find = (owner: string | undefined): QumuloIdentity => {
    if (owner === undefined) return administrator.identity
    const query = parseIdentity(owner)
    const identity = query === null ? null : resolveIdentity(state, query)
    if (identity === null || 'status' in identity) throw new Error(`no such user: ${owner}`)
    return identity
  }
  return {
    issued: () => new Map(state.plain),
    addTokenOutside: (owner) => {
      const { authId } = find(owner)
      if (tokensOf(state, authId).length >= 2) throw new Error(`${authId} has two tokens already`)
      const creatorId =
        authId === seeded.operator.identity.authId
          ? administrator.identity.authId
          : seeded.operator.identity.authId
      const { token, plain } = issueToken(state, { userId: authId, creatorId, expires: null })
      return { id: token.id, secret: plain }
    },
    removeTokenOutside: (owner, id) => {
      if (state.tokens.get(id)?.userId !== find(owner).authId) throw new Error(`no such token: ${id}`)
      dropToken(state, id)
    },
    expireCredential: () => {
      const token = state.tokens.get(administrator.tokenId)
      if (token !== undefined) token.expires = { ms: state.now() - SECOND, nanos: 0 }
    },
    setRole: (role, owner) => {
      const names = typeof role === 'string' ? [role] : role
      const unknown = names.find((name) => !isRole(name) && !name.startsWith('PRIVILEGE_'))
      if (unknown !== undefined) throw new Error(`neither a role nor a privilege: ${unknown}`)
      const identity = find(owner)
      identity.roles = names.filter(isRole)
      identity.privileges = names.filter((name) => !isRole(name))
    },
    setVersion: (version) => {
      state.version = version
    },
    blockCaller: (how = 'blocked') => {
      const token = state.tokens.get(administrator.tokenId)
      if (token !== undefined) token.enabled = how === 'no'
    },
    limitRate: (limit) => {
      if (limit !== null) throw new Error('Qumulo Core documents no rate limit')
    },
  }
}
