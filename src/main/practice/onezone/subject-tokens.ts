import type { Answer } from '../kind.ts'
import { created, noContent, ok } from './answers.ts'
import {
  type Body,
  readBody,
  readBoolean,
  readCaveats,
  readJson,
  readName,
  readPrivileges,
  readType,
  readUsageLimit,
} from './body.ts'
import { type Caveat, endOf, isSupported } from './caveats.ts'
import { type Call, callerOf, param, type Route, signedIn } from './context.ts'
import {
  badValue,
  badValueCaveat,
  forbidden,
  limitReached,
  missingRequiredValue,
  notFound,
  refuse,
  tokenTimeCaveatRequired,
} from './errors.ts'
import { checkInvitation } from './invites.ts'
import { checkNameFree, showToken } from './named-tokens.ts'
import { PRIVILEGES } from './privileges.ts'
import { mayManage, serves } from './rights.ts'
import {
  endTemporary,
  exists,
  issueToken,
  mintTemporary,
  type OnezoneState,
  seconds,
  temporarySecret,
  tokensOf,
} from './state.ts'
import type { Subject } from './subject.ts'
import { ACCESS, type TokenType } from './token-types.ts'
import { wrongSubject } from './verify.ts'

type Find = (call: Call) => Subject

/** The four places that the tokens of one subject are found at, and whose they are. */
const PLACES: readonly { readonly prefix: string; readonly type: Subject['type']; readonly find: Find }[] = [
  { prefix: 'user', type: 'user', find: (call) => itself(call, 'user') },
  { prefix: 'users/{id}', type: 'user', find: (call) => named(call, 'user') },
  { prefix: 'provider', type: 'oneprovider', find: (call) => itself(call, 'oneprovider') },
  { prefix: 'providers/{id}', type: 'oneprovider', find: (call) => named(call, 'oneprovider') },
]

/** The tokens of one subject. Onezone source: token_routes, token_logic_plugin. */
export const subjectTokenRoutes: readonly Route[] = PLACES.flatMap(({ prefix, type, find }) => {
  const kind = type === 'user' ? 'user' : 'provider'
  const route = (
    method: string,
    path: string,
    aspect: string,
    run: (call: Call, owner: Subject) => Answer,
  ): Route => ({
    ...signedIn(method, `${prefix}/tokens/${path}`, `token.${kind}_${aspect}:private`, (call) =>
      run(call, managed(call, find(call))),
    ),
    since: '20.02',
  })
  return [
    route('GET', 'named', 'named_tokens', ({ state }, owner) =>
      ok({ tokens: tokensOf(state, owner).map(({ id }) => id) }),
    ),
    route('POST', 'named', 'named_token', createNamed),
    route('DELETE', 'named', 'named_tokens', ({ state }, owner) => {
      for (const { id } of tokensOf(state, owner)) state.tokens.delete(id)
      return noContent()
    }),
    route('GET', 'named/name/{name}', 'named_token', (call, owner) => {
      const token = tokensOf(call.state, owner).find(({ name }) => name === param(call, 'name'))
      return token === undefined ? refuse(notFound()) : ok(showToken(token))
    }),
    route('POST', 'temporary', 'temporary_token', createTemporary),
    route('DELETE', 'temporary', 'temporary_tokens', ({ state }, owner) => {
      endTemporary(state, owner)
      return noContent()
    }),
    {
      ...signedIn('GET', `${prefix}/tokens/temporary`, `temporary_token_secret.${kind}:shared`, (call) => {
        const owner = find(call)
        const caller = callerOf(call)
        const served =
          caller.type === 'oneprovider' && owner.type === 'user' && serves(call.state, caller.id, owner.id)
        if (!served) managed(call, owner)
        return ok({ generation: temporarySecret(call.state, owner).generation })
      }),
      since: '20.02',
    },
  ]
})

/** The caller itself, when it is of the type that the path is for. */
export function itself(call: Call, type: Subject['type']): Subject {
  const caller = callerOf(call)
  if (caller.type === type) return caller
  return refuse(call.state.settings.otherSubject === 'forbidden' ? forbidden() : notFound())
}

function named(call: Call, type: Subject['type']): Subject {
  return { type, id: param(call, 'id') }
}

/** The owner, when the caller may look after its tokens and it exists; strangers do not learn which ids there are. */
function managed(call: Call, owner: Subject): Subject {
  if (!mayManage(call.state, callerOf(call), owner)) return refuse(forbidden())
  return exists(call.state, owner) ? owner : refuse(notFound())
}

/** Values are looked at in the order of their names, those that are required first. */
function createNamed(call: Call, owner: Subject): Answer {
  const { state } = call
  const body = readBody(call.request)
  const name = readName(state, body) ?? refuse(missingRequiredValue('name'))
  const caveats = readCaveats(body) ?? []
  const custom = readJson(body, 'customMetadata') ?? {}
  const type = readType(state, body) ?? ACCESS
  const target = type.is === 'invite' && type.invite.hasPrivileges ? type.invite.target : 'user'
  const privileges = target === 'user' ? undefined : readPrivileges(body, PRIVILEGES[target])
  const revoked = readBoolean(body, 'revoked') ?? false
  const usageLimit = type.is === 'invite' ? (readUsageLimit(body) ?? 'infinity') : 'infinity'
  // The session of a web page has temporary tokens only.
  if (type.is === 'access' && type.sessionId !== null) return refuse(badValue('TokenType', 'type'))
  checkType(state, owner, type, privileges)
  checkNameFree(state, owner, name, null)
  checkCaveats(state, owner, type, caveats)
  const { mostNamedTokens } = state.settings
  if (mostNamedTokens !== null && tokensOf(state, owner).length >= mostNamedTokens) {
    return refuse(limitReached(mostNamedTokens, 'named tokens of one subject'))
  }
  const rights = privileges === undefined ? {} : { privileges }
  const token = issueToken(state, {
    subject: owner,
    name,
    type,
    caveats,
    revoked,
    custom,
    usageLimit,
    ...rights,
  })
  return created(state, `tokens/named/${token.id}`, { tokenId: token.id, token: token.text })
}

function createTemporary(call: Call, owner: Subject): Answer {
  const { state } = call
  const body: Body = readBody(call.request)
  const caveats = readCaveats(body) ?? []
  const type = readType(state, body) ?? ACCESS
  if (type.is === 'access' && type.sessionId !== null && owner.type !== 'user') {
    return refuse(badValue('TokenType', 'type'))
  }
  checkType(state, owner, type, undefined)
  checkCaveats(state, owner, type, caveats)
  const end = endOf(caveats)
  const { maxTtl, pastExpiry } = state.settings
  if (end === null || end - seconds(state) > maxTtl) return refuse(tokenTimeCaveatRequired(maxTtl))
  if (pastExpiry === 'refuse' && end <= seconds(state)) {
    return refuse(
      badValueCaveat(caveats.find((caveat) => caveat.type === 'time' && caveat.validUntil === end)),
    )
  }
  return created(state, null, { token: mintTemporary(state, owner, type, caveats) })
}

function checkType(
  state: OnezoneState,
  owner: Subject,
  type: TokenType,
  privileges: readonly string[] | undefined,
): void {
  if (type.is !== 'invite') return
  const profile = privileges === undefined ? 'default-privileges' : 'custom-privileges'
  checkInvitation(state, owner, type.invite, type.targetId, profile)
}

/** Caveats that the type cannot have, and services that are not open to the owner. */
function checkCaveats(
  state: OnezoneState,
  owner: Subject,
  type: TokenType,
  caveats: readonly Caveat[],
): void {
  for (const caveat of caveats) {
    if (state.settings.unsupportedCaveat === 'refuse' && !isSupported(type.is, caveat))
      refuse(badValueCaveat(caveat))
    for (const service of caveat.type === 'service' ? caveat.whitelist : []) {
      const wrong = wrongSubject(state, { type: ACCESS, subject: owner }, service)
      if (wrong !== null) refuse(wrong)
    }
  }
}
