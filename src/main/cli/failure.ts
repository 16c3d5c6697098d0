import { CommanderError } from 'commander'
import { AppError, type AppErrorData, errorGroups } from '../../shared/errors.ts'
import type { Result } from '../../shared/result.ts'

/** The engine refused a call, or did it in part. */
export class CallFailed extends Error {
  override readonly name = 'CallFailed'
  readonly data: AppErrorData
  /** null = the one that belongs to the code. */
  readonly exitCode: number | null

  constructor(data: AppErrorData, exitCode: number | null = null) {
    super(data.message)
    this.data = data
    this.exitCode = exitCode
  }
}

/** What a call answered, or its error thrown as {@link CallFailed}. */
export function answerOf<T>(result: Result<T>): T {
  if (!result.ok) throw new CallFailed(result.error)
  return result.value
}

/** What anything thrown means for the person, and the exit code that says so. */
export function failureOf(thrown: unknown): { readonly data: AppErrorData; readonly exitCode: number } {
  const data = thrown instanceof CallFailed ? thrown.data : dataOf(thrown)
  const exitCode = (thrown instanceof CallFailed ? thrown.exitCode : null) ?? exitCodeOf(data)
  return { data: withWayOn(data), exitCode }
}

/** The engine says what a call would hit, but not how this front door is told to go on. */
function withWayOn(data: AppErrorData): AppErrorData {
  if (data.code !== 'confirmation-missing') return data
  return { ...data, message: `${data.message} To go on, repeat the command with --yes.` }
}

function exitCodeOf(data: AppErrorData): number {
  // An engine newer than this file may know more codes.
  return Object.hasOwn(errorGroups, data.code) ? errorGroups[data.code] : 1
}

function dataOf(thrown: unknown): AppErrorData {
  if (thrown instanceof AppError) return thrown.toData()
  if (thrown instanceof CommanderError) return { code: 'invalid-input', message: wrongCall(thrown) }
  if (thrown instanceof Error && 'code' in thrown && thrown.code === 'ENOSPC') {
    return { code: 'storage-full', message: 'The output could not be written: there is no space left.' }
  }
  return {
    code: 'internal',
    message: 'Something went wrong inside Latchkey. Set LATCHKEY_DEBUG=1 and try again to see the details.',
  }
}

/**
 * The parser's own message in our form. Whatever stands where a value could be is left out, because a person may have
 * typed a secret there.
 */
function wrongCall(error: CommanderError): string {
  if (error.code === 'commander.help') {
    return 'A command is missing. See: latchkey help'
  }
  const text = error.message
    .replace(/^error: /, '')
    .replace(/\s+/g, ' ')
    .replace(/(unknown option '--[^'=]*)=.*'/, "$1'")
    .replace(/(unknown option '-[^'-])[^']+'/, "$1'")
    .replace(/(too many arguments.* but got \d+):.*$/, '$1.')
  return `${text.charAt(0).toUpperCase()}${text.slice(1)}${/[.?)]$/.test(text) ? '' : '.'}`
}
