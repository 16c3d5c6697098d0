import type { Answer } from '../kind.ts'
import { ok } from './answers.ts'
import { addressOf, circumstancesOf } from './auth.ts'
import { type Body, readBody, readBoolean, readCaveats, readChoice, readIp, readToken } from './body.ts'
import type { Circumstances } from './caveat-check.ts'
import { INTERFACES, type Interface, writeCaveat } from './caveats.ts'
import { type Call, open, type Route } from './context.ts'
import { badValue, badValueToken, missingRequiredValue, refuse, tokenTooLarge } from './errors.ts'
import { checkInvite } from './invites.ts'
import { addCaveat } from './macaroon.ts'
import { inferScope } from './scope.ts'
import { showSubject } from './subject.ts'
import { writeTokenText } from './token-text.ts'
import { inviteKindsOf, typeToJson } from './token-types.ts'
import {
  caveatsOf,
  type Or,
  THIS_SERVICE,
  type Verified,
  verifyAccess,
  verifyConsumer,
  verifyIdentity,
  verifyInvite,
  verifyService,
} from './verify.ts'

const post = (name: string, run: (call: Call) => Answer): Route => ({
  ...open('POST', `tokens/${name}`, 'optional', run),
  since: '20.02',
})

/** What anybody may do with a token's text. Onezone source: token_logic_plugin, token_routes. */
export const toolRoutes: readonly Route[] = [
  post('examine', examine),
  post('confine', confine),
  post('verify_access_token', (call) => {
    const { state } = call
    const body = readBody(call.request)
    const token = readToken(state, body)
    const allowsData = readBoolean(body, 'allowDataAccessCaveats') ?? false
    const used = readInterface(body)
    const ip = readPeerIp(call, body)
    const service = readService(call, body)
    const at = { ip, interface: used, service, consumer: readConsumer(call, body), allowsData }
    return answer(verifyAccess(state, token, at))
  }),
  post('verify_identity_token', (call) => {
    const body = readBody(call.request)
    const token = readToken(call.state, body)
    return answer(
      verifyIdentity(call.state, token, { ...plainUse(call, body), interface: readInterface(body) }),
    )
  }),
  post('verify_invite_token', (call) => {
    const { state } = call
    const body = readBody(call.request)
    const token = readToken(state, body)
    const expected = body['expectedInviteType'] ?? 'any'
    const known = inviteKindsOf(state.version).some(({ inviteType }) => inviteType === expected)
    if (typeof expected !== 'string' || (expected !== 'any' && !known)) {
      return refuse(badValue('InviteType', 'expectedInviteType'))
    }
    const at = plainUse(call, body)
    const verified = verifyInvite(state, token, expected, at)
    if (!('error' in verified) && state.settings.inviteChecks === 'at-verify')
      checkInvite(state, token, at.consumer)
    return answer(verified)
  }),
  {
    ...post('infer_access_token_scope', (call) => {
      const { state } = call
      const body = readBody(call.request)
      const token = readToken(state, body)
      const at: Circumstances = {
        ...plainUse(call, body),
        interface: 'any',
        service: 'any',
        allowsData: true,
      }
      const verified = verifyAccess(state, token, at)
      return 'error' in verified ? refuse(verified.error) : ok(inferScope(state, verified))
    }),
    since: '21.02.4',
  },
]

function examine({ state, request }: Call): Answer {
  const token = readToken(state, readBody(request))
  const read = caveatsOf(token)
  if ('error' in read) return refuse(badValueToken('token', read.error))
  return ok({
    onezoneDomain: token.macaroon.location,
    id: token.id,
    persistence: token.persistence === 'named' ? 'named' : 'temporary',
    subject: showSubject(token.subject),
    type: typeToJson(token.type),
    caveats: read.caveats,
  })
}

function confine({ state, request }: Call): Answer {
  const body = readBody(request)
  const token = readToken(state, body)
  const caveats = readCaveats(body) ?? refuse(missingRequiredValue('caveats'))
  const text = writeTokenText({ macaroon: caveats.map(writeCaveat).reduce(addCaveat, token.macaroon) })
  const { maxTokenSize } = state.settings
  return text.length > maxTokenSize ? refuse(tokenTooLarge(maxTokenSize)) : ok({ token: text })
}

function answer(verified: Or<Verified>): Answer {
  if ('error' in verified) return refuse(verified.error)
  return ok({ subject: showSubject(verified.subject), ttl: verified.ttl })
}

function plainUse(call: Call, body: Body): Circumstances {
  const ip = readPeerIp(call, body)
  return { ip, interface: null, service: THIS_SERVICE, consumer: readConsumer(call, body), allowsData: false }
}

function readInterface(body: Body): Interface | null {
  return body['interface'] === null ? null : (readChoice(body, 'interface', INTERFACES) ?? null)
}

/** Not said: the caller's address; `null`: none. */
function readPeerIp(call: Call, body: Body): string | null {
  const ip = readIp(body, 'peerIp')
  return ip === undefined ? addressOf(call.request) : ip
}

/** Not said: the caller; `null`: nobody. */
function readConsumer(call: Call, body: Body): Circumstances['consumer'] {
  const text = body['consumerToken']
  if (text === undefined) return call.caller?.subject ?? null
  if (text === null) return null
  if (typeof text !== 'string') return refuse(badValue('String', 'consumerToken'))
  const consumer = verifyConsumer(call.state, text, circumstancesOf(call.request))
  return 'error' in consumer ? refuse(consumer.error) : consumer
}

function readService(call: Call, body: Body): string {
  const text = body['serviceToken'] ?? null
  if (text === null) return THIS_SERVICE
  if (typeof text !== 'string') return refuse(badValue('String', 'serviceToken'))
  const found = verifyService(call.state, text, circumstancesOf(call.request))
  return 'error' in found ? refuse(found.error) : found.service
}
