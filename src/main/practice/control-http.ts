import type { PracticeControl } from './control.ts'
import type { Answer, RateLimit, Received } from './kind.ts'
import type { RecordedRequest } from './listener.ts'
import { MISBEHAVIOURS, type Misbehaviour, type MisbehaviourRule, type RequestMatch } from './rules.ts'

/** A request to the control port that makes no sense; the message says why. */
class BadControlRequest extends Error {
  override readonly name = 'BadControlRequest'
}

type Body = Readonly<Record<string, unknown>>
type Command = (body: Body) => unknown

const BLOCKS = ['blocked', 'pending', 'no'] as const
const LIMITED = ['credential', 'address'] as const

/**
 * The control of a practice server over HTTP, for the command line: `METHOD /path`, JSON in and out, every member as in
 * `PracticeControl`. 200 with the result, 400 or 404 with `{"error":{"message"}}`.
 *
 * - `GET /` the commands · `GET /requests` `{requests}` · `GET /issued` `{issued: {id: secret}}`
 * - `POST /next` a rule; a regular expression goes into `pattern` instead of `path`; `"times": "always"` for all
 * - `POST /clear` · `POST /seen` `{method?, path? | pattern?}`, answered when it happened
 * - `POST /add-token` `{owner?}` gives `{id, secret}` · `POST /remove-token` `{owner, id}`
 * - `POST /expire-credential` · `POST /set-role` `{role, owner?}` · `POST /set-version` `{version}`
 * - `POST /block-caller` `{how?}` · `POST /limit-rate` `{perMinute, burst, by?}`, or `{"off": true}`
 *
 * Requests that a web page could send by itself are refused: they carry `Origin`, or a `Host` that is not this machine.
 */
export function createControlHandler(
  control: PracticeControl,
  requests: () => readonly RecordedRequest[],
): (request: Received) => Promise<Answer> {
  const commands: ReadonlyMap<string, Command> = new Map<string, Command>([
    ['GET /', () => ({ commands: [...commands.keys()] })],
    ['GET /requests', () => ({ requests: requests() })],
    ['GET /issued', () => ({ issued: Object.fromEntries(control.issued()) })],
    ['POST /next', (body) => control.next(readRule(body))],
    ['POST /clear', () => control.clear()],
    ['POST /seen', (body) => control.seen(readMatch(body))],
    ['POST /add-token', (body) => control.addTokenOutside(text(body, 'owner'))],
    [
      'POST /remove-token',
      (body) => control.removeTokenOutside(need(text(body, 'owner'), 'owner'), need(text(body, 'id'), 'id')),
    ],
    ['POST /expire-credential', () => control.expireCredential()],
    ['POST /set-role', (body) => control.setRole(readRole(body), text(body, 'owner'))],
    ['POST /set-version', (body) => control.setVersion(need(text(body, 'version'), 'version'))],
    ['POST /block-caller', (body) => control.blockCaller(oneOf(BLOCKS, text(body, 'how') ?? 'blocked'))],
    ['POST /limit-rate', (body) => control.limitRate(readLimit(body))],
  ])

  return async (request) => {
    const command = commands.get(`${request.method} ${request.pathname}`)
    if (!isLocal(request)) return answer(403, { error: { message: 'only for programs on this machine' } })
    if (command === undefined) return answer(404, { error: { message: 'no such command; GET / lists them' } })
    try {
      return answer(200, (await command(readBody(request.body))) ?? {})
    } catch (error) {
      return answer(400, { error: { message: error instanceof Error ? error.message : String(error) } })
    }
  }
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
