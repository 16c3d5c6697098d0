import { randomUUID } from 'node:crypto'
import { AppError } from '../../shared/errors.ts'
import { type CallContext, type Handlers, type MethodName, methods } from '../../shared/ipc/contract.ts'
import type { Result } from '../../shared/result.ts'
import type { Log } from '../lib/log.ts'

/** Answers one call. Never rejects and never throws. */
export type Router = (method: string, input: unknown, context: CallContext) => Promise<Result<unknown>>

/**
 * The one way in. Unknown methods and bad input are refused before a handler runs; the output is parsed too, so
 * nothing crosses that the contract does not name. Inputs are never logged: they may hold secrets.
 */
export function createRouter(handlers: Handlers, log: Log): Router {
  return async (method, input, context) => {
    try {
      if (typeof method !== 'string' || !Object.hasOwn(methods, method)) {
        throw new AppError('invalid-input', 'There is no such method.')
      }
      return { ok: true, value: await answer(handlers, method as MethodName, input, context) }
    } catch (error) {
      return { ok: false, error: toErrorData(error, method, log) }
    }
  }
}

async function answer<M extends MethodName>(
  handlers: Handlers,
  method: M,
  input: unknown,
  context: CallContext,
): Promise<unknown> {
  const parsed = methods[method].input.safeParse(input)
  if (!parsed.success) {
    const [issue] = parsed.error.issues
    const field = issue?.path.map(String).join('.') ?? ''
    throw new AppError(
      'invalid-input',
      field === '' ? 'The call was not understood.' : `“${field}” ${problemOf(issue)}`,
      field === '' ? {} : { field },
    )
  }
  // The table pairs each name with a handler for that name's input; TypeScript cannot follow the pairing.
  const handle = handlers[method] as (input: unknown, context: CallContext) => unknown
  return methods[method].output.parse(await handle(parsed.data, context))
}

/** What a schema finds wrong with a value. */
interface Issue {
  readonly code?: string | undefined
  readonly origin?: string | undefined
  readonly minimum?: number | bigint | undefined
  readonly maximum?: number | bigint | undefined
  readonly message: string
}

/** What is wrong with a value, in words for a person: the schema's own are for programmers. */
function problemOf(issue: Issue | undefined): string {
  switch (issue?.code) {
    case 'too_small':
      return issue.minimum === 1 ? 'must not be empty.' : `must be at least ${issue.minimum}.`
    case 'too_big':
      return issue.origin === 'string' ? 'is too long.' : `must be at most ${issue.maximum}.`
    case 'custom':
      return `is not valid: ${issue.message}.`
    default:
      return 'is not valid.'
  }
}

function toErrorData(error: unknown, method: string, log: Log) {
  if (error instanceof AppError) {
    log.info('call.refused', { method, code: error.code })
    return error.toData()
  }
  const traceId = randomUUID()
  log.error('call.failed', { method, traceId, error: describe(error) })
  return {
    code: 'internal' as const,
    message: 'Latchkey made a mistake. Nothing was changed as far as it knows; the log has the details.',
    traceId,
  }
}

/** Name and place of an unexpected error. Its message is left out: a library may have put input into it. */
function describe(error: unknown): string {
  if (!(error instanceof Error)) return typeof error
  const [, ...places] = (error.stack ?? '').split('\n    at ')
  const code = 'code' in error ? ` ${String(error.code)}` : ''
  return `${error.name}${code} at ${places.slice(0, 4).join(' < ')}`
}
