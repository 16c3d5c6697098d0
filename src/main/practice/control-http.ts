import { CERTIFICATE_VARIANTS } from './certificate.ts'
import type { PracticeControl, ShownCertificate } from './control.ts'
import type { Answer, RateLimit, Received } from './kind.ts'
import type { RecordedRequest } from './listener.ts'
import { MISBEHAVIOURS, type Misbehaviour, type MisbehaviourRule, type RequestMatch } from './rules.ts'

/** A request to the control port that makes no sense; the message says why. */
class BadControlRequest extends Error {
  override readonly name = 'BadControlRequest'
}

const BLOCKS = ['blocked', 'pending', 'no'] as const
const LIMITED = ['credential', 'address'] as const

type Body = Readonly<Record<string, unknown>>

/** One command of the control port. */
interface Command {
  /** Its members, and what it answers and does: what `GET /` tells. */
  readonly about: string
  readonly run: (body: Body) => unknown
}

/** What the control port works on. */
export interface ControlParts {
  readonly control: PracticeControl
  readonly requests: () => readonly RecordedRequest[]
  /** The one that handshakes get now; `null`: no TLS. */
  readonly certificate: () => ShownCertificate | null
}

/**
 * The control of a practice server over HTTP, for the command line: `METHOD /path`, JSON in and out, every member as in
 * `PracticeControl`; `GET /` tells all of them. 200 with the result, 400 or 404 with `{"error":{"message"}}`.
 *
 * Requests that a web page could send by itself are refused: they carry `Origin`, or a `Host` that is not this machine.
 */
export function createControlHandler(parts: ControlParts): (request: Received) => Promise<Answer> {
  const commands = listCommands(parts)
  return async (request) => {
    const command = commands.get(`${request.method} ${request.pathname}`)
    if (!isLocal(request)) return answer(403, { error: { message: 'only for programs on this machine' } })
    if (command === undefined) return answer(404, { error: { message: 'no such command; GET / lists them' } })
    try {
      return answer(200, (await command.run(readBody(request.body))) ?? {})
    } catch (error) {
      return answer(400, { error: { message: error instanceof Error ? error.message : String(error) } })
    }
  }
}

function listCommands({ control, requests, certificate }: ControlParts): ReadonlyMap<string, Command> {
  const commands = new Map<string, Command>()
  const add = (name: string, about: string, run: Command['run']): void => {
    commands.set(name, { about, run })
  }
  add('GET /', 'the commands, and the misbehaviours that /next knows', () => ({
    commands: Object.fromEntries([...commands].map(([name, { about }]) => [name, about])),
    misbehaviours: MISBEHAVIOURS,
  }))
  add('GET /requests', '{requests}: the last ones, oldest first', () => ({ requests: requests() }))
  add('GET /issued', '{issued: {id: secret}}: every token there is', () => ({
    issued: Object.fromEntries(control.issued()),
  }))
  add('GET /certificate', '{certificatePem, fingerprint}, both null without TLS', () => {
    const { certificatePem = null, fingerprint = null } = certificate() ?? {}
    return { certificatePem, fingerprint }
  })
  add(
    'POST /next',
    '{do, method?, path? | pattern?, times? (number or "always"), status?, headers?, body?, delayMs?, location?, bytes?}: one misbehaviour for the next request that fits; status 429 with headers {"Retry-After": "7"} is a limit',
    (body) => control.next(readRule(body)),
  )
  add('POST /clear', 'forgets the queued misbehaviours', () => control.clear())
  add('POST /seen', '{method?, path? | pattern?}: answered when such a request comes in', (body) =>
    control.seen(readMatch(body)),
  )
  add('POST /add-token', '{owner?}, gives {id, secret}: a token made by somebody else', (body) =>
    control.addTokenOutside(text(body, 'owner')),
  )
  add('POST /remove-token', '{owner, id}: deletes a token behind the client’s back', (body) =>
    control.removeTokenOutside(need(text(body, 'owner'), 'owner'), need(text(body, 'id'), 'id')),
  )
  add('POST /expire-credential', 'the administrator’s credential has run out', () =>
    control.expireCredential(),
  )
  add('POST /set-role', '{role: text or list, owner?}: other rights', (body) =>
    control.setRole(readRole(body), text(body, 'owner')),
  )
  add('POST /set-version', '{version}: plays another release', (body) =>
    control.setVersion(need(text(body, 'version'), 'version')),
  )
  add('POST /block-caller', '{how?: blocked | pending | no}: the administrator', (body) =>
    control.blockCaller(oneOf(BLOCKS, text(body, 'how') ?? 'blocked')),
  )
  add('POST /limit-rate', '{perMinute, burst, by?: credential | address} or {off: true}', (body) =>
    control.limitRate(readLimit(body)),
  )
  add(
    'POST /change-certificate',
    `{variant?: ${CERTIFICATE_VARIANTS.join(' | ')}}, gives {certificatePem, fingerprint}: connections are cut`,
    (body) => {
      const variant = text(body, 'variant')
      return control.changeCertificate(
        variant === undefined ? undefined : oneOf(CERTIFICATE_VARIANTS, variant),
      )
    },
  )
  add('POST /set-clock-offset', '{ms}: the server’s clock is so far ahead, or behind when negative', (body) =>
    control.setClockOffset(need(number(body, 'ms'), 'ms')),
  )
  return commands
}

/** The answer of the control port for a status; it only ever plays its own failures. */
export function controlFailure(status: number): Answer {
  return answer(status, { error: { message: `status ${status}` } })
}

function answer(status: number, body: unknown): Answer {
  return { status, headers: { 'Content-Type': 'application/json' }, body: `${JSON.stringify(body)}\n` }
}

function isLocal({ headers }: Received): boolean {
  return headers['origin'] === undefined && /^(127\.0\.0\.1|localhost)(:\d+)?$/.test(headers['host'] ?? '')
}

function readBody(body: string): Body {
  if (body.trim() === '') return {}
  const value: unknown = JSON.parse(body)
  if (typeof value !== 'object' || value === null || Array.isArray(value)) {
    throw new BadControlRequest('the body must be a JSON object')
  }
  return value as Body
}

function readMatch(body: Body): RequestMatch {
  const method = text(body, 'method')
  const pattern = text(body, 'pattern')
  const path = pattern === undefined ? text(body, 'path') : new RegExp(pattern)
  return { ...(method === undefined ? {} : { method }), ...(path === undefined ? {} : { path }) }
}

function readRule(body: Body): MisbehaviourRule {
  const name = oneOf<Misbehaviour>(MISBEHAVIOURS, need(text(body, 'do'), 'do'))
  const headers = body['headers']
  if (headers !== undefined && !isTextRecord(headers)) throw new BadControlRequest('headers must be texts')
  const times = body['times'] === 'always' ? Number.POSITIVE_INFINITY : number(body, 'times')
  return {
    ...readMatch(body),
    do: name,
    ...given({
      times,
      status: number(body, 'status'),
      delayMs: number(body, 'delayMs'),
      bytes: number(body, 'bytes'),
    }),
    ...given({ body: text(body, 'body'), location: text(body, 'location') }),
    ...(headers === undefined ? {} : { headers }),
  }
}

function readRole(body: Body): string | readonly string[] {
  const role = body['role']
  if (typeof role === 'string') return role
  if (Array.isArray(role) && role.every((item) => typeof item === 'string')) return role
  throw new BadControlRequest('role must be a text or a list of texts')
}

function readLimit(body: Body): RateLimit | null {
  if (body['off'] === true) return null
  return {
    perMinute: need(number(body, 'perMinute'), 'perMinute'),
    burst: need(number(body, 'burst'), 'burst'),
    by: oneOf(LIMITED, text(body, 'by') ?? 'credential'),
  }
}

function text(body: Body, name: string): string | undefined {
  const value = body[name]
  if (value === undefined || typeof value === 'string') return value
  throw new BadControlRequest(`${name} must be a text`)
}

function number(body: Body, name: string): number | undefined {
  const value = body[name]
  if (value === undefined || typeof value === 'number') return value
  throw new BadControlRequest(`${name} must be a number`)
}

function need<T>(value: T | undefined, name: string): T {
  if (value === undefined) throw new BadControlRequest(`${name} is missing`)
  return value
}

function oneOf<T extends string>(allowed: readonly T[], value: string): T {
  const found = allowed.find((item) => item === value)
  if (found === undefined) throw new BadControlRequest(`${value} is none of ${allowed.join(', ')}`)
  return found
}

function given<T>(members: Readonly<Record<string, T | undefined>>): Record<string, T> {
  return Object.fromEntries(
    Object.entries(members).filter((entry): entry is [string, T] => entry[1] !== undefined),
  )
}

function isTextRecord(value: unknown): value is Record<string, string> {
  return (
    typeof value === 'object' &&
    value !== null &&
    Object.values(value).every((item) => typeof item === 'string')
  )
}
