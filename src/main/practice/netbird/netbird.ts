import { HOUR, SECOND } from '../instant.ts'
import type { Answer, KindParts, PracticeAccount, PracticeKind, Received, WorldControl } from '../kind.ts'
import { HEX } from '../random.ts'
import { findRoute } from '../routes.ts'
import { isAtLeast } from '../versions.ts'
import { failure, notRouted } from './answers.ts'
import { authenticate, refuseAddress } from './auth.ts'
import { outsideName, type Seeded, type SeededUsers, seedChild, seedNetbird } from './data.ts'
import { recordEvent, tokenEvent } from './events.ts'
import { completeOptions, type NetbirdOptions } from './options.ts'
import { createJwt } from './pat.ts'
import { hasAdminPower } from './permissions.ts'
import { serverInfoRoutes } from './server-info.ts'
import { createState, dropToken, issueToken, type NetbirdState, type NetbirdUser, ROLES } from './state.ts'
import { tokenRoutes } from './tokens.ts'
import { userRoutes } from './users.ts'

const ROUTES = [...serverInfoRoutes, ...userRoutes, ...tokenRoutes]

/**
 * A stand-in for a NetBird management server. `secret` is a token of an admin who is a person; what the other accounts
 * are good for is told by their `about`.
 */
export function createNetbird(parts: KindParts, options: NetbirdOptions = {}): PracticeKind {
  const state = createState(parts.random, parts.now, completeOptions(options))
  const seeded = seedNetbird(state)
  for (const id of state.settings.children) {
    const child = createState(parts.random.fork(`child ${id}`), parts.now, state.settings, id)
    seedChild(child)
    state.children.set(id, child)
  }
  const administrator = seeded.administrator.user
  const endsMs = parts.now() + HOUR
  const jwt = createJwt(parts.random.fork('jwt'), administrator.id, parts.now(), endsMs)
  state.jwts.set(jwt, { userId: administrator.id, endsMs })
  const accounts = {
    ...describeAccounts(state, seeded),
    identityProvider: {
      owner: administrator.id,
      name: administrator.name,
      secret: jwt,
      tokenId: '',
      signIn: null,
      about: 'the administrator by a JWT of the identity provider, which ends after an hour',
    },
  }
  const secret = state.plain.get(seeded.administrator.tokenId) ?? ''
  if (!state.isSetUp) forgetEverybody(state)
  return {
    kind: 'netbird',
    fields: {},
    secret,
    accounts,
    world: controlWorld(state, seeded),
    handle: (request) => named(state, respond(state, request)),
    failure: (status) => named(state, failure(status)),
  }
}

function respond(state: NetbirdState, request: Received): Answer {
  let path: string
  try {
    path = decodeURIComponent(request.pathname)
  } catch {
    return notRouted('bad-path')
  }
  const tooMany = refuseAddress(state, request)
  if (tooMany !== null) return tooMany
  const routes = ROUTES.filter(({ since }) => since === null || isAtLeast(state.version, since))
  const found = findRoute(routes, request.method, path.slice(1))
  if (typeof found === 'string') return notRouted(found)
  const { route, params } = found
  if (route.open) return route.run({ state, request, params })
  const caller = authenticate(state, request)
  if ('body' in caller) return caller
  // An account that the caller does not manage is silently ignored. NetBird source: auth_middleware.go.
  const account = state.children.get(request.query.get('account') ?? '')
  const worksIn = account !== undefined && hasAdminPower(caller) ? account : state
  return route.run({ state: worksIn, request, params, caller })
}

/** Nobody has been there yet: what was seeded is gone, and only the set-up is open. */
function forgetEverybody(state: NetbirdState): void {
  for (const map of [state.users, state.tokens, state.plain, state.jwts]) map.clear()
  state.events.length = 0
}

/** The request id that newer releases send along. NetBird source: docs (v0.72.3). */
function named(state: NetbirdState, answer: Answer): Answer {
  if (!isAtLeast(state.version, '0.72.3')) return answer
  return {
    ...answer,
    headers: { 'X-Request-Id': `practice${state.random.text(HEX, 12)}`, ...answer.headers },
  }
}

function describeAccounts(state: NetbirdState, seeded: SeededUsers): Record<string, PracticeAccount> {
  const account = ({ user, tokenId }: Seeded, about: string): PracticeAccount => ({
    owner: user.id,
    name: user.name,
    secret: state.plain.get(tokenId) ?? '',
    tokenId,
    signIn: null,
    about,
  })
  return {
    administrator: account(seeded.administrator, 'admin, a person: own tokens and those of service users'),
    owner: account(seeded.owner, 'owner of the account, a person'),
    networkAdmin: account(seeded.networkAdmin, 'network admin, a person: own tokens only, sees all users'),
    person: account(seeded.person, 'role user, a person: no rights on tokens, sees itself only'),
    billingAdmin: account(seeded.billingAdmin, 'billing admin, a person: every check of rights fails'),
    blocked: account(seeded.blocked, 'a blocked admin: 403 everywhere'),
    pending: account(seeded.pending, 'a person that waits for approval: 403 everywhere'),
    auditor: account(seeded.auditor, 'service user with role auditor: reads, and of tokens its own only'),
    automation: account(
      seeded.automation,
      'service user with role admin: no current user, else like an admin',
    ),
    expired: account(seeded.expired, 'service user whose token has run out: 401'),
  }
}

function controlWorld(state: NetbirdState, seeded: SeededUsers): WorldControl {
  const administrator = seeded.administrator.user
  const find = (owner: string | undefined): NetbirdUser => {
    if (owner === undefined) return administrator
    const user = state.users.get(owner) ?? [...state.users.values()].find(({ name }) => name === owner)
    if (user === undefined) throw new Error(`no such user: ${owner}`)
    return user
  }
  return {
    issued: () => new Map([state, ...state.children.values()].flatMap(({ plain }) => [...plain])),
    addTokenOutside: (owner) => {
      const user = find(owner)
      const { token, plain } = issueToken(state, {
        userId: user.id,
        name: outsideName(state),
        days: 30,
        createdBy: user.isServiceUser ? seeded.owner.user.id : user.id,
      })
      recordEvent(state, tokenEvent('create', token.createdBy, user, token))
      return { id: token.id, secret: plain }
    },
    removeTokenOutside: (owner, id) => {
      if (state.tokens.get(id)?.userId !== find(owner).id) throw new Error(`no such token: ${id}`)
      dropToken(state, id)
    },
    expireCredential: () => {
      const token = state.tokens.get(seeded.administrator.tokenId)
      if (token !== undefined) token.expires = { ms: state.now() - SECOND, nanos: 0 }
    },
    setRole: (role, owner) => {
      const wanted = typeof role === 'string' ? [role] : role
      const known = ROLES.find((name) => name === wanted[0])
      if (known === undefined || wanted.length !== 1)
        throw new Error(`NetBird has one role of ${ROLES.join(', ')}`)
      find(owner).role = known
    },
    setVersion: (version) => {
      state.version = version
    },
    blockCaller: (how = 'blocked') => {
      administrator.blocked = how !== 'no'
      administrator.pending = how === 'pending'
    },
    limitRate: (limit) => {
      state.limit = limit
      state.buckets.clear()
    },
  }
}
