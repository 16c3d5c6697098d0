import type { Answer } from '../kind.ts'
import { noContent, ok } from './answers.ts'
import { readBody, readBoolean, readJson, readName } from './body.ts'
import { type Call, callerOf, param, type Route, signedIn } from './context.ts'
import { badValue, forbidden, missingAtLeastOneValue, notFound, refuse } from './errors.ts'
import { isAdmin, isMember, mayManage, serves } from './rights.ts'
import { type NamedToken, type OnezoneState, tokensOf } from './state.ts'
import { isSame, type Subject, showSubject } from './subject.ts'
import { typeToJson } from './token-types.ts'

const route = (method: string, path: string, about: string, run: (call: Call) => Answer): Route => ({
  ...signedIn(method, path, about, run),
  since: '20.02',
})

/** Named tokens by their id, whoever's they are. Onezone source: token_routes, token_logic_plugin. */
export const namedTokenRoutes: readonly Route[] = [
  route('GET', 'tokens/named', 'token.list:private', (call) => {
    if (!isAdmin(call.state, callerOf(call), 'oz_tokens_manage')) return refuse(forbidden())
    return ok({ tokens: [...call.state.tokens.keys()] })
  }),
  route('GET', 'tokens/named/{id}', 'token.instance:private', (call) => ok(showToken(manageable(call)))),
  route('PATCH', 'tokens/named/{id}', 'token.instance:private', changeToken),
  route('DELETE', 'tokens/named/{id}', 'token.instance:private', (call) => {
    call.state.tokens.delete(manageable(call).id)
    return noContent()
  }),
  route('GET', 'tokens/named/{id}/status', 'token.instance:shared', (call) => {
    const token = findToken(call)
    return maySeeStatus(call.state, callerOf(call), token.subject)
      ? ok({ revoked: token.revoked })
      : refuse(forbidden())
  }),
]

/** Everything about a named token, its text included. */
export function showToken(token: NamedToken): Record<string, unknown> {
  const { type } = token
  const usage =
    type.is === 'invite'
      ? { usageLimit: token.usageLimit, usageCount: token.usageCount, privileges: token.privileges }
      : {}
  return {
    id: token.id,
    name: token.name,
    subject: showSubject(token.subject),
    type: typeToJson(type),
    caveats: token.caveats,
    metadata: { creationTime: token.createdAt, custom: token.custom, ...usage },
    revoked: token.revoked,
    token: token.text,
  }
}

/** Refuses a name that another token of the subject has. */
export function checkNameFree(
  state: OnezoneState,
  subject: Subject,
  name: string,
  except: string | null,
): void {
  const taken = tokensOf(state, subject).some((token) => token.name === name && token.id !== except)
  if (taken) refuse(badValue('IdentifierOccupied', 'name'))
}

function changeToken(call: Call): Answer {
  const { state } = call
  const token = manageable(call)
  const body = readBody(call.request)
  const custom = readJson(body, 'customMetadata')
  const name = readName(state, body)
  const revoked = readBoolean(body, 'revoked')
  if (custom === undefined && name === undefined && revoked === undefined) {
    return refuse(missingAtLeastOneValue(['customMetadata', 'name', 'revoked']))
  }
  if (name !== undefined) checkNameFree(state, token.subject, name, token.id)
  token.name = name ?? token.name
  token.custom = custom ?? token.custom
  token.revoked = revoked ?? token.revoked
  return noContent()
}

function findToken(call: Call): NamedToken {
  return call.state.tokens.get(param(call, 'id')) ?? refuse(notFound())
}

function manageable(call: Call): NamedToken {
  const token = findToken(call)
  return mayManage(call.state, callerOf(call), token.subject) ? token : refuse(forbidden())
}

function maySeeStatus(state: OnezoneState, caller: Subject, owner: Subject): boolean {
  if (isSame(caller, owner) || mayManage(state, caller, owner)) return true
  if (caller.type === 'oneprovider') return owner.type === 'user' && serves(state, caller.id, owner.id)
  return owner.type === 'oneprovider' && isMember(state, 'cluster', owner.id, caller.id)
}
