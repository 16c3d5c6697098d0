import type { Answer } from '../kind.ts'
import { readTokenBody } from './body.ts'
import { answerOne, head, showMetadata } from './collections.ts'
import { type Call, hasAdminPower, param, type Route } from './context.ts'
import { answerList, refuseQuery } from './list.ts'
import { chooseType, refuseByCondition, tagOf } from './media.ts'
import { problem } from './problems.ts'
import { type AstraToken, type AstraUser, dropToken, issueToken, stamp, tokensOf } from './state.ts'
import { isUuid } from './uuid.ts'

type Access = 'read' | 'write'

const TYPE = 'astra-token'
const FIELDS = ['type', 'version', 'id', 'name', 'userID', 'metadata']

/** The five calls on tokens, and the same five through a group. Astra source: astra.json. */
export const tokenRoutes: readonly Route[] = [
  ...routesBelow('users/{user}', '21.04'),
  ...routesBelow('groups/{group}/users/{user}', '22.08'),
]

function routesBelow(parent: string, since: string): Route[] {
  const path = `accounts/{account}/core/v1/${parent}/tokens`
  const one = `${path}/{token}`
  return [
    { method: 'GET', path, since, run: (call) => withOwner(call, 'read', (owner) => list(call, owner)) },
    { method: 'POST', path, since, run: (call) => withOwner(call, 'write', (owner) => create(call, owner)) },
    {
      method: 'GET',
      path: one,
      since,
      run: (call) =>
        withToken(call, 'read', (token) =>
          answerOne(call, TYPE, showToken(token), token.metadata.modifiedAt.ms),
        ),
    },
    {
      method: 'PUT',
      path: one,
      since,
      run: (call) => withToken(call, 'write', (token) => change(call, token)),
    },
    {
      method: 'DELETE',
      path: one,
      since,
      run: (call) => withToken(call, 'write', (token) => remove(call, token)),
    },
  ]
}

function list({ state, request }: Call, owner: AstraUser): Answer {
  const shape = { type: `application/${TYPE}s`, version: '1.0', fields: FIELDS }
  return answerList(state, request, shape, tokensOf(state, owner.id).map(showToken))
}

function create(call: Call, owner: AstraUser): Answer {
  const { state, request, caller } = call
  const type = chooseType(request, `application/${TYPE}+json`)
  if (type === null) return problem(state, 32)
  const refused = refuseQuery(state, request)
  if (refused !== null) return refused
  const read = readTokenBody(state, request, 'create')
  if ('status' in read) return read
  const name = read.token.name ?? ''
  const taken = refuseTakenName(call, owner.id, name, null)
  if (taken !== null) return taken
  const { token, plain } = issueToken(state, {
    userId: owner.id,
    name,
    labels: read.token.labels ?? [],
    createdBy: caller.id,
  })
  const { metadata, ...members } = showToken(token)
  const host = state.settings.location === 'absolute' ? `http://${request.headers['host'] ?? ''}` : ''
  return {
    status: 201,
    headers: { 'Content-Type': type, Location: `${host}${request.pathname}/${token.id}` },
    body: JSON.stringify({ ...members, token: plain, metadata }),
  }
}

function change(call: Call, token: AstraToken): Answer {
  const { state, request, caller } = call
  const refused = refuseQuery(state, request) ?? refuseByTag(call, token)
  if (refused !== null) return refused
  const read = readTokenBody(state, request, 'change')
  if ('status' in read) return read
  const { id, userId, name, labels } = read.token
  const differing = [
    ...(id !== null && id !== token.id ? ['id'] : []),
    ...(userId !== null && userId !== token.userId ? ['userID'] : []),
  ]
  if (differing.length > 0) {
    const reason = 'Cannot be changed'
    return problem(state, 10, { invalidFields: differing.map((field) => ({ name: field, reason })) })
  }
  const taken = name === null ? null : refuseTakenName(call, token.userId, name, token.id)
  if (taken !== null) return taken
  if (name !== null) token.name = name
  if (labels !== null) token.metadata.labels = labels
  token.metadata.modifiedAt = stamp(state)
  token.metadata.modifiedBy = caller.id
  return { status: 204, headers: {}, body: '' }
}

function remove(call: Call, token: AstraToken): Answer {
  const refused = refuseQuery(call.state, call.request) ?? refuseByTag(call, token)
  if (refused !== null) return refused
  dropToken(call.state, token)
  return { status: 204, headers: {}, body: '' }
}

/** Does something for the user of the path, when the caller may and the user exists, in the group if one is named. */
function withOwner(call: Call, access: Access, run: (owner: AstraUser) => Answer): Answer {
  const { state, params } = call
  const ids = ['group', 'user', 'token'].map((name) => params.get(name) ?? null)
  if (ids.some((id) => id !== null && !isUuid(id))) return problem(state, 35)
  const userId = param(call, 'user')
  if (!mayReach(call, userId, access)) return problem(state, 11)
  const group = params.get('group')
  if (group !== undefined && !state.groups.has(group)) return problem(state, 2)
  const owner = state.users.get(userId)
  if (owner === undefined) return problem(state, state.settings.unknownUser)
  return group === undefined || owner.groupIds.includes(group) ? run(owner) : problem(state, 2)
}

function withToken(call: Call, access: Access, run: (token: AstraToken) => Answer): Answer {
  return withOwner(call, access, (owner) => {
    const { state, request } = call
    const token = state.tokens.get(param(call, 'token'))
    if (token !== undefined && token.userId === owner.id) return run(token)
    return problem(state, request.method === 'GET' ? state.settings.unknownToken : 1)
  })
}

/** Everybody with a role looks after its own tokens; who looks after others' is a setting. */
function mayReach(call: Call, userId: string, access: Access): boolean {
  const { state, caller, role } = call
  const { othersTokens, viewers } = state.settings
  if (role === null) return false
  if (userId === caller.id) return role !== 'viewer' || access === 'read' || viewers === 'own-tokens'
  return othersTokens === 'admins' ? hasAdminPower(call) : othersTokens === 'owners' && role === 'owner'
}

/** The conflict with another token of the user; `null`: there is none, or names may repeat. */
function refuseTakenName(call: Call, userId: string, name: string, own: string | null): Answer | null {
  const { state } = call
  if (state.settings.duplicateNames === 'allow') return null
  const isTaken = tokensOf(state, userId).some((token) => token.name === name && token.id !== own)
  return isTaken ? problem(state, 10, { invalidFields: [{ name: 'name', reason: 'Already in use' }] }) : null
}

function refuseByTag({ state, request }: Call, token: AstraToken): Answer | null {
  const modifiedMs = token.metadata.modifiedAt.ms
  return refuseByCondition(state, request, { tag: tagOf(showToken(token)), modifiedMs })
}

function showToken(token: AstraToken): Readonly<Record<string, unknown>> {
  return {
    ...head(TYPE, '1.0', token.id),
    name: token.name,
    userID: token.userId,
    metadata: showMetadata(token.metadata),
  }
}
