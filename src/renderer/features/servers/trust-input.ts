import type { Server, Trust } from '../../../shared/model/server.ts'

/** The trust part of the form as it is typed. `keep` = as it is stored, for a server that exists. */
export interface TypedTrust {
  readonly mode: Trust['mode'] | 'keep'
  readonly fingerprint: string
  readonly caPem: string
}

/** What is wrong with a field, in words for a person. */
export interface FieldProblem {
  readonly field: string
  readonly message: string
}

const longestPem = 65_536

export function startTrust(server: Server | null): TypedTrust {
  return { mode: server === null ? 'system' : 'keep', fingerprint: '', caPem: '' }
}

/** A fingerprint in its one form `AB:CD:…`, from any of the ways tools print it; null = not a SHA-256. */
function parseFingerprint(typed: string): string | null {
  const digits = typed.replace(/^.*[=]/s, '').replace(/[\s:-]/g, '')
  if (!/^[0-9a-f]{64}$/i.test(digits)) return null
  return (digits.toUpperCase().match(/../g) ?? []).join(':')
}

/** What the engine is to be told; null = unchanged. */
export function toTrust(typed: TypedTrust): Trust | null {
  switch (typed.mode) {
    case 'keep':
      return null
    case 'system':
      return { mode: 'system' }
    case 'ca':
      return { mode: 'ca', caPem: typed.caPem.trim() }
    case 'pin':
      return {
        mode: 'pin',
        fingerprint: parseFingerprint(typed.fingerprint) ?? typed.fingerprint,
        certificatePem: null,
      }
    default:
      return typed.mode satisfies never
  }
}

export function trustProblem(typed: TypedTrust): FieldProblem | null {
  if (typed.mode === 'pin' && parseFingerprint(typed.fingerprint) === null) {
    const message =
      typed.fingerprint.trim() === ''
        ? 'Enter the SHA-256 fingerprint of the certificate.'
        : 'This is not a SHA-256 fingerprint: it has 64 digits from 0 to 9 and A to F.'
    return { field: 'fingerprint', message }
  }
  if (typed.mode !== 'ca') return null
  const problem = pemProblem(typed.caPem)
  return problem === null ? null : { field: 'ca_file', message: problem }
}

function pemProblem(pem: string): string | null {
  if (pem.trim() === '') return 'Paste the certificate of the authority, or choose its file.'
  if (pem.includes('PRIVATE KEY-----')) return 'This holds a private key. Give the certificate alone.'
  if (!pem.includes('-----BEGIN CERTIFICATE-----')) {
    return 'This is not a PEM certificate: it begins with -----BEGIN CERTIFICATE-----.'
  }
  return pem.trim().length > longestPem ? 'This is too long: at most 65,536 characters.' : null
}
