import type { AppErrorData, ErrorCode } from '../../../shared/errors.ts'
import type { Check } from '../../../shared/model/server.ts'
import { plainText } from '../../../shared/text.ts'
import { localTime } from '../../lib/times.ts'

interface FailureWords {
  readonly title: string
  /** What to do, where the engine's sentence does not say it already; null = it does. */
  readonly advice: string | null
}

const words: Partial<Record<ErrorCode, FailureWords>> = {
  unreachable: { title: 'The server cannot be reached', advice: null },
  untrusted: {
    title: 'The certificate is not trusted',
    advice: 'Nothing was sent: the credential stays here until the certificate is accepted.',
  },
  'certificate-changed': {
    title: 'The certificate is not the pinned one',
    advice: 'Nothing was sent. Ask the administrator of the server whether the certificate was renewed.',
  },
  'not-an-api': {
    title: 'This is not the API that was expected',
    advice: 'Check the kind of server, the port, and the path at the end of the URL.',
  },
  redirected: {
    title: 'The server points to another address',
    advice: 'The credential was not sent there. Enter the address it points to, if it is yours.',
  },
  rejected: { title: 'The credential was not accepted', advice: null },
  expired: { title: 'The credential has expired', advice: 'Make a new one on the server and enter it here.' },
  forbidden: {
    title: 'The credential does not have enough rights',
    advice: 'Use one of a user who may see tokens, or have its role changed on the server.',
  },
  'rate-limited': { title: 'The server asks to wait', advice: 'Try again in a minute.' },
  'bad-response': { title: 'The answer could not be understood', advice: null },
  unsupported: { title: 'This version of the server cannot be used', advice: null },
}

export function failureWords(code: ErrorCode): FailureWords {
  return words[code] ?? { title: 'The check failed', advice: null }
}

/** The certificate a server showed, to be compared by a person. Nothing about it is confirmed. */
export interface ShownCertificate {
  /** Whose it claims to be; null = not told. */
  readonly about: string | null
  readonly fingerprint: string
}

const shownCheck = 'certificate-shown'
const lastFingerprint = /((?:[0-9A-F]{2}:){31}[0-9A-F]{2})(?:\. Nothing was sent\.)?$/

/**
 * From the line that shows it, or from the error about a pin that does not fit. Only a fingerprint at the very end
 * counts: the names before it are the server's own words and may hold anything.
 */
export function shownCertificate(
  checks: readonly Check[],
  error: Pick<AppErrorData, 'code' | 'message'> | null,
): ShownCertificate | null {
  const line = checks.find(({ check }) => check === shownCheck)
  const text = line?.message ?? (error?.code === 'certificate-changed' ? error.message : '')
  const fingerprint = lastFingerprint.exec(text)?.[1]
  if (fingerprint === undefined) return null
  const end = line ? text.lastIndexOf(' If its SHA-256') : -1
  return { about: end < 0 ? null : readable(text.slice(0, end)), fingerprint }
}

function readable(text: string): string {
  const time = /\d{4}-\d\d-\d\dT[\d:.]+Z/g
  return plainText(text, 600).replace(time, (instant) => localTime(Date.parse(instant)))
}

/** The lines without the one that a part of its own shows. */
export function withoutShown(checks: readonly Check[]): Check[] {
  return checks.filter(({ check }) => check !== shownCheck)
}

/** A line that passed and still says something to look at. */
export function isWarning({ ok, message }: Check): boolean {
  return ok && message.startsWith('Warning:')
}

/** The headline of checks that all passed. */
export function passedWords(checks: readonly Check[]): string {
  return checks.some(isWarning) ? 'Every check passed, with a warning' : 'Every check passed'
}
