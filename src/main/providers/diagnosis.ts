import { AppError } from '../../shared/errors.ts'
import type { Capability } from '../../shared/model/kind.ts'
import type { Check, Identity } from '../../shared/model/server.ts'
import type { HttpClient } from './http.ts'
import type { Security } from './http-errors.ts'
import type { Diagnosis } from './provider.ts'

/** Writes the lines of a diagnosis while the steps of it run. */
export interface DiagnosisLog {
  /** A line that holds. */
  note(check: string, message: string): void
  /**
   * Runs one step. The first that gets an answer also writes the lines `reachable` and `certificate`. When it
   * throws, the line that the error is about fails, and the error goes on, which ends the diagnosis.
   */
  step<T>(check: string, task: () => Promise<T>, message: (value: T) => string): Promise<T>
}

/** What the steps found when all of them held. */
export interface Finding {
  readonly identity: Identity
  readonly version: string | null
  readonly capabilities: readonly Capability[]
}

const largestClockDifferenceMs = 2 * 60 * 1000

/**
 * Runs the steps of a diagnosis and turns a failure into its result. Throws only `cancelled`.
 * `capabilities` of a failed diagnosis are those of the kind: nothing is known of this server.
 */
export async function runDiagnosis(
  http: HttpClient,
  kindCapabilities: readonly Capability[],
  steps: (log: DiagnosisLog) => Promise<Finding>,
): Promise<Diagnosis> {
  const checks: Check[] = []
  let isReached = false
  const add = (check: string, ok: boolean, message: string): void => {
    checks.push({ check, ok, message })
  }
  const reached = (): void => {
    if (isReached) return
    isReached = true
    add('reachable', true, `${http.host} answers.`)
  }
  const contacted = (): void => {
    if (isReached) return
    reached()
    add('certificate', true, trustSentence(http.security))
  }
  const fail = (check: string, error: unknown): void => {
    const message = error instanceof AppError ? error.message : 'The check itself failed.'
    const code = error instanceof AppError ? error.code : 'internal'
    if (code === 'untrusted' || code === 'certificate-changed') {
      reached()
      add('certificate', false, message)
    } else if (!isReached && code === 'unreachable') {
      add('reachable', false, message)
    } else {
      contacted()
      add(check, false, message)
    }
    // A wrong clock lets a credential look expired, or not valid yet.
    const difference = http.clockDifferenceMs()
    if (difference !== null && isWrong(difference)) add('clock', false, differenceSentence(difference))
  }

  const log: DiagnosisLog = {
    note: (check, message) => add(check, true, message),
    async step(check, task, message) {
      try {
        const value = await task()
        contacted()
        add(check, true, message(value))
        return value
      } catch (error) {
        if (!isCancelled(error)) fail(check, error)
        throw error
      }
    },
  }
  try {
    return { checks, ...(await steps(log)), error: null }
  } catch (error) {
    if (isCancelled(error)) throw error
    return { checks, identity: null, version: null, capabilities: kindCapabilities, error }
  }
}

/** The line about the two clocks. `serverMs` null = the server did not tell. It never fails: it only warns. */
export function clockSentence(serverMs: number | null, nowMs: number): string {
  if (serverMs === null) return 'The server does not tell its time.'
  const difference = serverMs - nowMs
  return isWrong(difference) ? differenceSentence(difference) : 'The clocks agree.'
}

function isWrong(differenceMs: number): boolean {
  return Math.abs(differenceMs) > largestClockDifferenceMs
}

function differenceSentence(differenceMs: number): string {
  const minutes = Math.round(Math.abs(differenceMs) / 60_000)
  const direction = differenceMs > 0 ? 'ahead of' : 'behind'
  return `Warning: the server's clock is ${minutes} minutes ${direction} this computer's. Expiry times may look wrong.`
}

/** A capability list in which those named in `missing` are not available, with the reason given there. */
export function withoutCapabilities(
  capabilities: readonly Capability[],
  missing: Partial<Record<Capability['id'], string>>,
): Capability[] {
  return capabilities.map((entry) => {
    const reason = entry.available ? missing[entry.id] : undefined
    return reason === undefined ? entry : { id: entry.id, available: false, reason }
  })
}

function trustSentence(security: Security): string {
  switch (security) {
    case 'plain':
      return 'Plain http to this computer itself: no certificate is needed.'
    case 'open':
      return 'Warning: plain http was allowed for this server. Everybody on the way can read the credential.'
    case 'system':
      return 'The certificate is confirmed by an authority this computer trusts.'
    case 'ca':
      return 'The certificate is confirmed by the authority you gave.'
    case 'pin':
      return 'The certificate is the pinned one.'
    default:
      return security satisfies never
  }
}

function isCancelled(error: unknown): boolean {
  return error instanceof AppError && error.code === 'cancelled'
}
