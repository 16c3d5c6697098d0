import type { Answer, KindParts, PracticeAccount, PracticeKind, Received, WorldControl } from '../kind.ts'
import { BASE62 } from '../random.ts'
import { findRoute } from '../routes.ts'
import { isAtLeast } from '../versions.ts'
import { authenticate, refuseInactive } from './auth.ts'
import { collectionRoutes } from './collections.ts'
import { type Seeded, type SeededUsers, seedAstra } from './data.ts'
import { type AstraOptions, completeOptions } from './options.ts'
import { failure, problem } from './problems.ts'
import {
  type AstraState,
  type AstraUser,
  bindRole,
  createState,
  dropToken,
  issueToken,
  madeAt,
  ROLES,
  roleOf,
  stamp,
  unbindRole,
} from './state.ts'
import { tokenRoutes } from './tokens.ts'
import { isUuid } from './uuid.ts'

const ROUTES = [...tokenRoutes, ...collectionRoutes]

/**
 * A stand-in for an Astra Control Center with one account. `secret` is a token of its owner; what the other accounts are
 * good for is told by their `about`. Accounts, users, groups, role bindings and credentials are only read here: their
 * writing methods are answered with 405.
 */
export function createAstra(parts: KindParts, options: AstraOptions = {}): PracticeKind {
  const state = createState(parts.random, parts.now, completeOptions(options))
  const seeded = seedAstra(state)
  return {
    kind: 'astra',
    fields: { account_id: state.account.id },
    secret: state.plain.get(seeded.administrator.tokenId) ?? '',
    accounts: describeAccounts(state, seeded),
    world: controlWorld(state, seeded),
    handle: (request) => respond(state, request),
    failure: (status) => failure(state, status),
  }
}

function respond(state: AstraState, request: Received): Answer {
  let path: string
  try {
    path = decodeURIComponent(request.pathname).slice(1)
  } catch {
    return problem(state, 2)
  }
  const routes = ROUTES.filter(({ since }) => isAtLeast(state.version, since))
  const found = findRoute(routes, request.method, path)
  if (found === 'no-path') return problem(state, /^accounts\/[^/]+\/core\/v(?!1\/)\d+\//.test(path) ? 30 : 2)
  if (found === 'wrong-method') return problem(state, 69)
  const { route, params } = found
  const caller = authenticate(state, request)
  if ('body' in caller) return caller
  const account = params.get('account')
  if (account !== undefined && account !== state.account.id) return refuseAccount(state, account)
  const refused = refuseInactive(state, caller, request)
  return refused ?? route.run({ state, request, params, caller, role: roleOf(state, caller) })
}

function refuseAccount(state: AstraState, account: string): Answer {
  if (!isUuid(account)) return problem(state, 33)
  if (state.settings.wrongAccount === '404') return problem(state, 18)
  const reason = 'Not the account of the bearer token'
  return problem(state, 12, { invalidParams: [{ name: 'x-pcloud-accountid', reason }] })
}

function describeAccounts(state: AstraState, seeded: SeededUsers): Record<string, PracticeAccount> {
  const account = ({ user, tokenId }: Seeded, about: string): PracticeAccount => ({
    owner: user.id,
    name: nameOf(user),
    secret: state.plain.get(tokenId) ?? '',
    tokenId,
    signIn: null,
    about,
  })
  const [group] = seeded.directoryUser.user.groupIds
  return {
    administrator: account(seeded.administrator, 'owner of the account: everything'),
    admin: account(seeded.admin, 'role admin: everybody’s tokens, unless only owners may'),
    member: account(seeded.member, 'role member: own tokens, sees all users'),
    viewer: account(seeded.viewer, 'role viewer: own tokens, sees all users'),
    suspended: account(seeded.suspended, 'a suspended user: 403 everywhere'),
    disabled: account(seeded.disabled, 'an admin that is not enabled: 403 everywhere'),
    pending: account(seeded.pending, 'a pending user: may read its own record only'),
    noRole: account(seeded.noRole, 'no role at all: 403 for everything but its own record'),
    directoryUser: account(seeded.directoryUser, `an LDAP user, member through the group ${group ?? ''}`),
  }
}

function nameOf({ firstName, lastName }: AstraUser): string {
  return `${firstName} ${lastName}`.trim()
}

function controlWorld(state: AstraState, seeded: SeededUsers): WorldControl {
  const { administrator } = seeded
  const find = (owner: string | undefined): AstraUser => {
    if (owner === undefined) return administrator.user
    const all = [...state.users.values()]
    const user = state.users.get(owner) ?? all.find((one) => nameOf(one) === owner || one.email === owner)
    if (user === undefined) throw new Error(`no such user: ${owner}`)
    return user
  }
  return {
    issued: () => new Map(state.plain),
    addTokenOutside: (owner) => {
      const user = find(owner)
      const name = `made elsewhere ${state.random.text(BASE62, 4)}`
      const { token, plain } = issueToken(state, { userId: user.id, name, labels: [], createdBy: user.id })
      return { id: token.id, secret: plain }
    },
    removeTokenOutside: (owner, id) => {
      const token = state.tokens.get(id)
      if (token === undefined || token.userId !== find(owner).id) throw new Error(`no such token: ${id}`)
      dropToken(state, token)
    },
    expireCredential: () => {
      const token = state.tokens.get(administrator.tokenId)
      if (token !== undefined) dropToken(state, token)
    },
    setRole: (role, owner) => {
      const [wanted, ...constraints] = typeof role === 'string' ? [role] : role
      const user = find(owner)
      if (wanted === undefined) return unbindRole(state, user.id)
      const known = ROLES.find((name) => name === wanted)
      if (known === undefined) throw new Error(`Astra Control has one role of ${ROLES.join(', ')}`)
      const metadata = madeAt(stamp(state), administrator.user.id)
      bindRole(state, { type: 'user', id: user.id }, known, {
        ...(constraints.length > 0 ? { constraints } : {}),
        metadata,
      })
    },
    setVersion: (version) => {
      state.version = version
    },
    blockCaller: (how = 'blocked') => {
      const { user } = administrator
      user.state = how === 'no' ? 'active' : how === 'pending' ? 'pending' : 'suspended'
      user.isEnabled = true
    },
    limitRate: (limit) => {
      if (limit !== null) throw new Error('Astra Control documents no rate limit')
    },
  }
}
