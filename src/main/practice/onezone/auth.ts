import type { Received } from '../kind.ts'
import type { Circumstances } from './caveat-check.ts'
import type { Caller } from './context.ts'
import {
  badBasicCredentials,
  badIdpAccessToken,
  basicAuthDisabled,
  basicAuthNotSupported,
  type OzError,
  unauthorized,
  userBlocked,
} from './errors.ts'
import { IDP, type OnezoneState } from './state.ts'
import { readTokenText } from './token-text.ts'
import { type Or, THIS_SERVICE, verifyAccess, verifyConsumer, verifyService } from './verify.ts'

/** Who is calling, `null` for nobody, or why the credential is refused. Onezone source: token_auth.erl, basic_auth.erl. */
export function authenticate(state: OnezoneState, request: Received): Or<Caller> | null {
  const text = findToken(request)
  if (text !== null) return wrap(byToken(state, request, text))
  const [, basic] = /^Basic (.+)$/.exec(request.headers['authorization'] ?? '') ?? []
  return basic === undefined ? null : wrap(byPassword(state, basic))
}

/** How something is used that came with this request: through REST, from this address, by nobody in particular. */
export function circumstancesOf(request: Received): Circumstances {
  return {
    ip: addressOf(request),
    interface: 'rest',
    service: THIS_SERVICE,
    consumer: null,
    allowsData: false,
  }
}

/** The caller's IPv4 address. */
export function addressOf(request: Received): string {
  return request.address.replace(/^::ffff:/, '')
}

function findToken({ headers }: Received): string | null {
  const [, bearer] = /^Bearer (.*)$/.exec(headers['authorization'] ?? '') ?? []
  return headers['x-auth-token'] ?? bearer ?? headers['macaroon'] ?? null
}

function byToken(state: OnezoneState, request: Received, text: string): Or<Caller> {
  const token = readTokenText(text, state.settings.maxTokenSize)
  if ('error' in token) return token.error.id === 'badToken' ? byIdpToken(state, text, token.error) : token
  const at = circumstancesOf(request)
  const serviceText = request.headers['x-onedata-service-token']
  const service =
    serviceText === undefined ? { service: THIS_SERVICE } : verifyService(state, serviceText, at)
  if ('error' in service) return service
  const consumerText = request.headers['x-onedata-consumer-token']
  const consumer = consumerText === undefined ? null : verifyConsumer(state, consumerText, at)
  if (consumer !== null && 'error' in consumer) return consumer
  return verifyAccess(state, token, { ...at, service: service.service, consumer })
}

/** The one identity provider hands out access tokens that are its name and the subject id. */
function byIdpToken(state: OnezoneState, text: string, notOurs: OzError): Or<Caller> {
  if (!text.startsWith(`${IDP}/`)) return { error: notOurs }
  const user = [...state.users.values()].find(({ linkedSubject }) => `${IDP}/${linkedSubject ?? ''}` === text)
  if (user === undefined || user.linkedSubject === null) return { error: badIdpAccessToken(IDP) }
  if (user.blocked) return { error: userBlocked() }
  return { subject: { type: 'user', id: user.id }, caveats: [] }
}

function byPassword(state: OnezoneState, basic: string): Or<Caller> {
  if (!state.settings.basicAuth) return { error: basicAuthNotSupported() }
  const [, username = '', password = ''] =
    /^([^:]*):(.*)$/s.exec(Buffer.from(basic, 'base64').toString('utf8')) ?? []
  const user = [...state.users.values()].find((candidate) => candidate.username === username)
  if (user === undefined) return { error: badBasicCredentials() }
  if (!user.basicAuthEnabled || user.password === null) return { error: basicAuthDisabled() }
  if (user.password !== password) return { error: badBasicCredentials() }
  if (user.blocked) return { error: userBlocked() }
  return { subject: { type: 'user', id: user.id }, caveats: [] }
}

function wrap(result: Or<Caller>): Or<Caller> {
  return 'error' in result ? { error: unauthorized(result.error) } : result
}
