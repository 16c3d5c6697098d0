import { AppError } from '../../shared/errors.ts'
import type { Trust } from '../../shared/model/server.ts'

type Fields = Record<string, string>

/**
 * The values of `--field name=value`, split at the first `=`. Throws `invalid-input` for one without a name or `=`
 * and for a name given twice; the value is not repeated in the message.
 */
export function parseFields(values: readonly string[]): Fields {
  const fields = new Map<string, string>()
  for (const value of values) {
    const split = value.indexOf('=')
    if (split < 1)
      throw new AppError('invalid-input', 'A --field needs the form name=value.', { field: 'field' })
    const name = value.slice(0, split)
    if (fields.has(name))
      throw new AppError('invalid-input', `The field ${name} is given twice.`, { field: name })
    fields.set(name, value.slice(split + 1))
  }
  return Object.fromEntries(fields)
}

/** The fields of a server, and how its certificate is checked when the fields say so. */
export interface ServerFields {
  readonly fields: Fields
  /** undefined = nothing was said about it. */
  readonly trust: Trust | undefined
}

/**
 * Takes `trust`, `fingerprint` and `ca_file` out of the fields. A fingerprint alone means `pin`, a file alone `ca`.
 * Throws `invalid-input` with `field` when they do not fit together.
 */
export async function takeTrust(
  given: Fields,
  readAuthority: (path: string) => Promise<string>,
): Promise<ServerFields> {
  const { trust, fingerprint, ca_file: caFile, ...fields } = given
  if (trust === undefined && fingerprint === undefined && caFile === undefined)
    return { fields, trust: undefined }
  const mode = trust ?? (fingerprint === undefined ? 'ca' : 'pin')
  if (fingerprint !== undefined && mode !== 'pin') {
    throw new AppError('invalid-input', 'A fingerprint belongs to trust=pin only.', { field: 'fingerprint' })
  }
  if (caFile !== undefined && mode !== 'ca') {
    throw new AppError('invalid-input', 'A file of an authority belongs to trust=ca only.', {
      field: 'ca_file',
    })
  }
  switch (mode) {
    case 'system':
      return { fields, trust: { mode } }
    case 'ca':
      if (!caFile) {
        throw new AppError('invalid-input', 'trust=ca needs ca_file=FILE, the authority in PEM form.', {
          field: 'ca_file',
        })
      }
      return { fields, trust: { mode, caPem: await readAuthority(caFile) } }
    case 'pin':
      return {
        fields,
        trust: { mode, fingerprint: normaliseFingerprint(fingerprint ?? ''), certificatePem: null },
      }
    default:
      throw new AppError('invalid-input', 'trust is system, ca or pin.', { field: 'trust' })
  }
}

/** SHA-256 in upper-case hex with colons, from any case, with or without colons or spaces between the bytes. */
function normaliseFingerprint(text: string): string {
  const digits = text
    .trim()
    .replace(/^sha-?256[ :=]/i, '')
    .replace(/[:\s]/g, '')
    .toUpperCase()
  if (!/^[0-9A-F]{64}$/.test(digits)) {
    throw new AppError(
      'invalid-input',
      'trust=pin needs fingerprint=…, the SHA-256 fingerprint of the certificate: 64 hex digits, colons allowed.',
      { field: 'fingerprint' },
    )
  }
  return digits.replace(/..(?!$)/g, '$&:')
}
