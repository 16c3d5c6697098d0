import { AppError } from '../../shared/errors.ts'
import type { Connection, Trust } from '../../shared/model/server.ts'
import { splitProxyUrl } from '../../shared/proxy-url.ts'

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

/** The way to a server, as far as the fields say something about it. */
export interface ConnectionFields {
  readonly fields: Fields
  /** undefined = nothing was said. */
  readonly connection: Partial<Connection> | undefined
  /** `user:password` of the proxy; null = it has none; undefined = nothing was said. The caller wipes it. */
  readonly proxySecret: Uint8Array<ArrayBuffer> | null | undefined
}

/**
 * Takes `proxy`, `proxy_file` and `plain_http` out of the fields. A proxy's user name and password are taken out of
 * its address, which then comes from a file: everybody on the machine can read the arguments of a program. Throws
 * `invalid-input` with `field`, without repeating a value.
 */
export async function takeConnection(
  given: Fields,
  readFile: (path: string) => Promise<string>,
): Promise<ConnectionFields> {
  const { proxy, proxy_file: proxyFile, plain_http: plainHttp, ...fields } = given
  if (proxy !== undefined && proxyFile !== undefined) {
    throw new AppError('invalid-input', 'Give proxy or proxy_file, not both.', { field: 'proxy' })
  }
  const address = proxyFile === undefined ? proxy : (await readFile(proxyFile)).trim()
  const way = address === undefined ? undefined : proxyOf(address)
  if (way?.secret && proxyFile === undefined) {
    way.secret.fill(0)
    throw new AppError(
      'invalid-input',
      'A proxy with user name and password is given with proxy_file=FILE: others on this machine can read what is on the command line.',
      { field: 'proxy' },
    )
  }
  const isPlain = plainHttp === undefined ? undefined : yesOrNo(plainHttp)
  if (way === undefined && isPlain === undefined) {
    return { fields, connection: undefined, proxySecret: undefined }
  }
  return {
    fields,
    connection: {
      ...(way && { proxy: way.proxy }),
      ...(isPlain !== undefined && { plainHttp: isPlain }),
    },
    proxySecret: way?.secret,
  }
}

function proxyOf(text: string): {
  readonly proxy: string
  readonly secret: Uint8Array<ArrayBuffer> | null | undefined
} {
  if (text === 'environment' || text === 'none') return { proxy: text, secret: null }
  const typed = splitProxyUrl(text)
  if (typed === null) {
    throw new AppError(
      'invalid-input',
      'proxy is environment, none, or an address such as http://proxy.example:3128.',
      { field: 'proxy' },
    )
  }
  const { proxy, credential } = typed
  // The same address without a password keeps the one that is stored for it.
  return { proxy, secret: credential === null ? undefined : new TextEncoder().encode(credential) }
}

function yesOrNo(text: string): boolean {
  if (/^(yes|true)$/i.test(text)) return true
  if (/^(no|false)$/i.test(text)) return false
  throw new AppError('invalid-input', 'plain_http is yes or no.', { field: 'plain_http' })
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
